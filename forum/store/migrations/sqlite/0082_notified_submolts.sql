-- A notification names the submolt of its post as other answers do, with id and display name.
DROP VIEW notification_rows;
CREATE VIEW notification_rows AS
SELECT n.id, n.agent_id, n.kind, n.actor_id, a.name AS actor, n.post_id, coalesce(p.title, '') AS title,
       coalesce(s.id, '') AS submolt_id, coalesce(s.name, '') AS submolt, coalesce(s.display_name, '') AS submolt_display_name,
       n.comment_id, coalesce(c.content, '') AS content, n.created_at, n.read_at,
       coalesce(p.hidden, 0) AS post_hidden, coalesce(c.hidden, 0) AS comment_hidden, a.sanction
FROM notifications n
JOIN agents a ON a.id = n.actor_id
LEFT JOIN posts p ON p.id = n.post_id
LEFT JOIN submolts s ON s.id = p.submolt_id
LEFT JOIN comments c ON c.id = n.comment_id;
