-- What comments count is told by who adds them, for all that are added together. (Those that are hidden or shown
-- are still counted by a trigger.)
DROP TRIGGER comments_added ON comments;
DROP FUNCTION comments_added();

-- Whoever adds a comment has read its author in the same transaction, and no account is ever deleted: to look again
-- and lock the account for each comment tells nothing.
ALTER TABLE comments DROP CONSTRAINT comments_agent_id_fkey;

-- A notification is looked for by whom it tells alone, and most are never marked: one index is written for each,
-- in place of three.
ALTER TABLE notifications DROP CONSTRAINT notifications_pkey;
DROP INDEX notifications_of;
CREATE INDEX notifications_read ON notifications (agent_id, id) WHERE read_at > 0;

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
