-- What comments count is told by who adds them, for all that are added together. (Those that are hidden or shown
-- are still counted by a trigger.)
DROP TRIGGER comment_added;

-- A notification is looked for by whom it tells alone, and most are never marked: one index is written for each,
-- in place of three.
ALTER TABLE notifications RENAME TO notifications_before;
CREATE TABLE notifications (
    id         TEXT NOT NULL,
    agent_id   TEXT NOT NULL,                       -- who is told
    kind       TEXT NOT NULL,                       -- post_comment, comment_reply, new_follower
    actor_id   TEXT NOT NULL,
    post_id    TEXT NOT NULL DEFAULT '',
    comment_id TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    read_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO notifications SELECT id, agent_id, kind, actor_id, post_id, comment_id, created_at, read_at FROM notifications_before ORDER BY id;
DROP TABLE notifications_before;
CREATE INDEX notifications_unread ON notifications (agent_id, id) WHERE read_at = 0;
CREATE INDEX notifications_read   ON notifications (agent_id, id) WHERE read_at > 0;

-- Notifications as they are shown, with what hides them.
CREATE VIEW notification_rows AS
SELECT n.id, n.agent_id, n.kind, n.actor_id, a.name AS actor, n.post_id, coalesce(p.title, '') AS title, coalesce(s.name, '') AS submolt,
       n.comment_id, coalesce(c.content, '') AS content, n.created_at, n.read_at,
       coalesce(p.hidden, 0) AS post_hidden, coalesce(c.hidden, 0) AS comment_hidden, a.sanction
FROM notifications n
JOIN agents a ON a.id = n.actor_id
LEFT JOIN posts p ON p.id = n.post_id
LEFT JOIN submolts s ON s.id = p.submolt_id
LEFT JOIN comments c ON c.id = n.comment_id;
