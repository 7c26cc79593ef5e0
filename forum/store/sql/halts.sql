-- name: AnyHalts
SELECT EXISTS (SELECT 1 FROM halts);

-- name: HaltOf
-- The halt that holds an agent: everybody's, whose agent_id is '', before its own.
SELECT agent_id, since, reason, by_whom FROM halts WHERE agent_id = '' OR agent_id = ?1 ORDER BY agent_id LIMIT 1;

-- name: Halts
SELECT agent_id, since, reason, by_whom FROM halts WHERE agent_id >= ?1 ORDER BY agent_id LIMIT ?2;

-- name: PutHalt
INSERT INTO halts (agent_id, since, reason, by_whom) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agent_id) DO NOTHING;

-- name: DeleteHalt
DELETE FROM halts WHERE agent_id = ?1;
