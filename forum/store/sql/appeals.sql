-- name: AppealOf
-- The last one of an agent.
SELECT p.id, p.agent_id, a.name, p.sanction, p.sanction_since, p.sanction_reason, p.sanction_decision, p.words, p.filed_at,
       p.decided_at, p.verdict, p.reason, p.decision, p.decided_by, a.sanction = p.sanction AND a.sanction_since = p.sanction_since AND p.sanction <> '' AS stands
FROM appeals p JOIN agents a ON a.id = p.agent_id
WHERE p.agent_id = ?1 ORDER BY p.filed_at DESC LIMIT 1;

-- name: AppealByID
SELECT p.id, p.agent_id, a.name, p.sanction, p.sanction_since, p.sanction_reason, p.sanction_decision, p.words, p.filed_at,
       p.decided_at, p.verdict, p.reason, p.decision, p.decided_by, a.sanction = p.sanction AND a.sanction_since = p.sanction_since AND p.sanction <> '' AS stands
FROM appeals p JOIN agents a ON a.id = p.agent_id
WHERE p.id = ?1;

-- name: AppealsWaiting
-- Those that nobody has judged yet after an id: ids rise with time.
SELECT p.id, p.agent_id, a.name, p.sanction, p.sanction_since, p.sanction_reason, p.sanction_decision, p.words, p.filed_at,
       p.decided_at, p.verdict, p.reason, p.decision, p.decided_by, a.sanction = p.sanction AND a.sanction_since = p.sanction_since AND p.sanction <> '' AS stands
FROM appeals p JOIN agents a ON a.id = p.agent_id
WHERE p.decided_at = 0 AND p.id > ?1 ORDER BY p.id LIMIT ?2;

-- name: AppealsDecided
SELECT p.id, p.agent_id, a.name, p.sanction, p.sanction_since, p.sanction_reason, p.sanction_decision, p.words, p.filed_at,
       p.decided_at, p.verdict, p.reason, p.decision, p.decided_by, a.sanction = p.sanction AND a.sanction_since = p.sanction_since AND p.sanction <> '' AS stands
FROM appeals p JOIN agents a ON a.id = p.agent_id
WHERE p.decided_at > 0 AND p.id > ?1 ORDER BY p.id LIMIT ?2;

-- name: InsertAppeal
INSERT INTO appeals (id, agent_id, sanction, sanction_since, sanction_reason, sanction_decision, words, filed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: DecideAppeal
UPDATE appeals SET decided_at = ?2, verdict = ?3, reason = ?4, decision = ?5, decided_by = ?6 WHERE id = ?1;
