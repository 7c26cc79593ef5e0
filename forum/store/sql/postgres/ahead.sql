-- What is read for many at once; ids come as a list.

-- name: AgentsByIDs
SELECT * FROM accounts WHERE id = ANY (?1::text[]);

-- name: PostHeads
SELECT p.id, p.hidden, p.agent_id, s.name FROM posts p JOIN submolts s ON s.id = p.submolt_id WHERE p.id = ANY (?1::text[]);
