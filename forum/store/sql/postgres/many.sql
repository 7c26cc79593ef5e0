-- What is written all the time, for many rows at once: an array of each column.

-- name: InsertCommentForMany
INSERT INTO comments (id, post_id, parent_id, root_id, depth, agent_id, created_at, updated_at, hidden, content)
SELECT id, post_id, parent_id, root_id, depth, agent_id, at, at, hidden, content
FROM unnest(?1::text[], ?2::text[], ?3::text[], ?4::text[], ?5::bigint[], ?6::text[], ?7::bigint[], ?8::bigint[], ?9::text[])
     AS c (id, post_id, parent_id, root_id, depth, agent_id, at, hidden, content);

-- name: TouchAgentForMany
-- The last time of each counts.
UPDATE agents SET last_active = t.at
FROM (SELECT DISTINCT ON (u.id) u.id, u.at FROM unnest(?1::text[], ?2::bigint[]) WITH ORDINALITY AS u (id, at, place) ORDER BY u.id, u.place DESC) t
WHERE agents.id = t.id;

-- name: InsertNotificationForMany
INSERT INTO notifications (id, agent_id, kind, actor_id, post_id, comment_id, created_at)
SELECT * FROM unnest(?1::text[], ?2::text[], ?3::text[], ?4::text[], ?5::text[], ?6::text[], ?7::bigint[]);

-- name: InsertOutboxForMany
INSERT INTO outbox (id, time, agent_id, everywhere, body)
SELECT * FROM unnest(?1::bigint[], ?2::bigint[], ?3::text[], ?4::boolean[], ?5::bytea[]);
