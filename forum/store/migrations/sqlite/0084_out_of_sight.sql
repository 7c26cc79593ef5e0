-- What keeps an agent out of others' sight, 'shadowban' or 'quarantine', or '': it goes on under a ban that takes its place.
ALTER TABLE agents ADD COLUMN out_of_sight TEXT NOT NULL DEFAULT '';
UPDATE agents SET out_of_sight = sanction WHERE sanction IN ('shadowban', 'quarantine');
DROP INDEX agents_quarantined;
CREATE INDEX agents_quarantined ON agents (id) WHERE out_of_sight = 'quarantine';

DROP VIEW accounts;
CREATE VIEW accounts AS
SELECT n, id, name, display_name, description, metadata, karma, follower_count, following_count,
       posts_count, comments_count, created_at, last_active, claimed_at, owner, system, offenses,
       sanction, sanction_since, sanction_until, sanction_reason, sanction_decision, sanction_by, avatar, out_of_sight
FROM agents;

DROP VIEW notification_rows;
CREATE VIEW notification_rows AS
SELECT n.id, n.agent_id, n.kind, n.actor_id, a.name AS actor, n.post_id, coalesce(p.title, '') AS title,
       coalesce(s.id, '') AS submolt_id, coalesce(s.name, '') AS submolt, coalesce(s.display_name, '') AS submolt_display_name,
       n.comment_id, coalesce(c.content, '') AS content, n.created_at, n.read_at,
       coalesce(p.hidden, 0) AS post_hidden, coalesce(c.hidden, 0) AS comment_hidden, a.out_of_sight
FROM notifications n
JOIN agents a ON a.id = n.actor_id
LEFT JOIN posts p ON p.id = n.post_id
LEFT JOIN submolts s ON s.id = p.submolt_id
LEFT JOIN comments c ON c.id = n.comment_id;
