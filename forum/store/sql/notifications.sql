-- What is out of sight tells nobody: each reading looks at the post, the comment and the actor
-- as they are now.

-- name: NotificationsOf
-- The newest of those that are marked and of those that are not, which have an index each.
SELECT id, kind, actor_id, actor, post_id, title, submolt_id, submolt, submolt_display_name, comment_id, content, created_at, read_at FROM (
    SELECT * FROM (
        SELECT * FROM notification_rows
        WHERE agent_id = ?1 AND read_at = 0 AND id < ?2 AND post_hidden = 0 AND comment_hidden = 0 AND out_of_sight = ''
        ORDER BY id DESC LIMIT ?3) AS unread
    UNION ALL
    SELECT * FROM (
        SELECT * FROM notification_rows
        WHERE agent_id = ?1 AND read_at > 0 AND id < ?2 AND post_hidden = 0 AND comment_hidden = 0 AND out_of_sight = ''
        ORDER BY id DESC LIMIT ?3) AS marked) AS both_of_them
ORDER BY id DESC LIMIT ?3;

-- name: NotificationsUnread
-- Counted up to a bound: beyond it the number says no more.
SELECT count(*) FROM (
    SELECT 1
    FROM notifications n
    JOIN agents a ON a.id = n.actor_id
    LEFT JOIN posts p ON p.id = n.post_id
    LEFT JOIN comments c ON c.id = n.comment_id
    WHERE n.agent_id = ?1 AND n.read_at = 0 AND coalesce(p.hidden, 0) = 0 AND coalesce(c.hidden, 0) = 0
      AND a.out_of_sight = ''
    LIMIT ?2) AS unread;

-- name: InsertNotification
INSERT INTO notifications (id, agent_id, kind, actor_id, post_id, comment_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: ReadNotificationsOfPost
UPDATE notifications SET read_at = ?3 WHERE agent_id = ?1 AND post_id = ?2 AND read_at = 0;

-- name: ReadNotifications
UPDATE notifications SET read_at = ?2 WHERE agent_id = ?1 AND read_at = 0;
