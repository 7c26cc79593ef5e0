-- What is read for many at once; ids come as a list.

-- name: AgentsByIDs
SELECT * FROM accounts WHERE id = ANY (?1::text[]);

-- name: PostHeads
SELECT p.id, p.hidden, p.agent_id, s.name FROM posts p JOIN submolts s ON s.id = p.submolt_id WHERE p.id = ANY (?1::text[]);

-- name: CommentTimesByIDs
-- CommentTimes of each of some agents.
SELECT agent_id, created_at
FROM (SELECT agent_id, created_at, row_number() OVER (PARTITION BY agent_id ORDER BY created_at DESC, n DESC) AS place
      FROM comments WHERE agent_id = ANY (?1::text[]) AND created_at > ?2) AS newest
WHERE place <= ?3 ORDER BY agent_id, place;
