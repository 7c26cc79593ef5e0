-- What is written all the time, for many rows at once: an array of each column.

-- name: InsertCommentForMany
INSERT INTO comments (id, post_id, parent_id, root_id, depth, agent_id, created_at, updated_at, hidden, content)
SELECT id, post_id, parent_id, root_id, depth, agent_id, at, at, hidden, content
FROM unnest(?1::text[], ?2::text[], ?3::text[], ?4::text[], ?5::bigint[], ?6::text[], ?7::bigint[], ?8::bigint[], ?9::text[])
     AS c (id, post_id, parent_id, root_id, depth, agent_id, at, hidden, content);

-- name: TouchAgentForMany
UPDATE agent_counts c SET comments = c.comments + t.gain, last_active = t.at
FROM unnest(?1::text[], ?2::bigint[], ?3::bigint[]) AS t (id, gain, at) JOIN agents a ON a.id = t.id WHERE c.n = a.n;

-- name: CountCommentForMany
UPDATE post_counts c SET comments = c.comments + t.gain
FROM unnest(?1::text[], ?2::bigint[]) AS t (id, gain) JOIN posts p ON p.id = t.id WHERE c.n = p.n;

-- name: CountReplyForMany
UPDATE comments SET reply_count = reply_count + t.gain FROM unnest(?1::text[], ?2::bigint[]) AS t (id, gain) WHERE comments.id = t.id;

-- name: InsertNotificationForMany
INSERT INTO notifications (id, agent_id, kind, actor_id, post_id, comment_id, created_at)
SELECT * FROM unnest(?1::text[], ?2::text[], ?3::text[], ?4::text[], ?5::text[], ?6::text[], ?7::bigint[]);

-- name: InsertOutboxForMany
INSERT INTO outbox (id, time, agent_id, everywhere, body)
SELECT * FROM unnest(?1::bigint[], ?2::bigint[], ?3::text[], ?4::boolean[], ?5::bytea[]);
