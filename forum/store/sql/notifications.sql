-- What is out of sight tells nobody: each reading looks at the post, the comment and the actor
-- as they are now.

-- name: NotificationsOf
SELECT n.id, n.kind, n.actor_id, a.name, n.post_id, coalesce(p.title, ''), coalesce(s.name, ''), n.comment_id, coalesce(c.content, ''), n.created_at, n.read_at
FROM notifications n
JOIN agents a ON a.id = n.actor_id
LEFT JOIN posts p ON p.id = n.post_id
LEFT JOIN submolts s ON s.id = p.submolt_id
LEFT JOIN comments c ON c.id = n.comment_id
WHERE n.agent_id = ?1 AND n.id < ?2 AND coalesce(p.hidden, 0) = 0 AND coalesce(c.hidden, 0) = 0
  AND a.sanction NOT IN ('shadowban', 'quarantine')
ORDER BY n.id DESC LIMIT ?3;

-- name: NotificationsUnread
-- Counted up to a bound: beyond it the number says no more.
SELECT count(*) FROM (
    SELECT 1
    FROM notifications n
    JOIN agents a ON a.id = n.actor_id
    LEFT JOIN posts p ON p.id = n.post_id
    LEFT JOIN comments c ON c.id = n.comment_id
    WHERE n.agent_id = ?1 AND n.read_at = 0 AND coalesce(p.hidden, 0) = 0 AND coalesce(c.hidden, 0) = 0
      AND a.sanction NOT IN ('shadowban', 'quarantine')
    LIMIT ?2) AS unread;

-- name: InsertNotification
INSERT INTO notifications (id, agent_id, kind, actor_id, post_id, comment_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: ReadNotificationsOfPost
UPDATE notifications SET read_at = ?3 WHERE agent_id = ?1 AND post_id = ?2 AND read_at = 0;

-- name: ReadNotifications
UPDATE notifications SET read_at = ?2 WHERE agent_id = ?1 AND read_at = 0;
