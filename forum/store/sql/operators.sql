-- name: OperatorByID
SELECT id, contact, handle, created_at FROM operators WHERE id = ?1;

-- name: OperatorByContact
SELECT id, contact, handle, created_at FROM operators WHERE contact = ?1;

-- name: OperatorByHandle
-- By the handle in lower case.
SELECT id, contact, handle, created_at FROM operators WHERE handle_key = ?1;

-- name: OperatorBySession
-- Who is signed in by a token's hash at a time.
SELECT o.id, o.contact, o.handle, o.created_at
FROM operator_sessions s JOIN operators o ON o.id = s.operator_id
WHERE s.hash = ?1 AND s.expires_at > ?2;

-- name: OwnershipOf
SELECT operator_id, since, round FROM operator_agents WHERE agent_id = ?1;

-- name: OwnedByName
-- An agent of an operator's, by its name in lower case.
SELECT c.* FROM agents a
JOIN operator_agents o ON o.agent_id = a.id AND o.operator_id = ?1
JOIN accounts c ON c.n = a.n
WHERE a.name_key = ?2;

-- name: OwnedAfter
-- The agents of an operator by id, after one of them; with when a key of each leaked, if it was given none since.
SELECT coalesce((SELECT max(k.leaked_at) FROM keys k
                 WHERE k.agent_id = o.agent_id AND k.leaked_at > (SELECT max(l.created_at) FROM keys l WHERE l.agent_id = o.agent_id)), 0) AS leaked_at, c.*
FROM operator_agents o JOIN accounts c ON c.id = o.agent_id
WHERE o.operator_id = ?1 AND o.operator_id <> '' AND o.agent_id > ?2
ORDER BY o.agent_id LIMIT ?3;

-- name: HandleClaimed
-- Whether some agent has such an owner, whoever said so: as it is written, or in lower case.
SELECT EXISTS (SELECT 1 FROM agents WHERE owner IN (?1, ?2) AND claimed_at > 0);

-- name: ProofByID
SELECT id, contact, agent_id, handle, created_at, expires_at, used_at FROM proofs WHERE id = ?1;

-- name: ProofTimesOfContact
SELECT created_at FROM proofs WHERE contact = ?1 AND created_at > ?2 ORDER BY created_at DESC LIMIT ?3;

-- name: ProofTimesOfAgent
SELECT created_at FROM proofs WHERE agent_id = ?1 AND agent_id <> '' AND created_at > ?2 ORDER BY created_at DESC LIMIT ?3;

-- name: InsertOperator
INSERT INTO operators (id, contact, handle, handle_key, created_at) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: DeleteOperator
-- Its sessions open nothing without it.
DELETE FROM operators WHERE id = ?1;

-- name: PutOwnership
INSERT INTO operator_agents (agent_id, operator_id, since) VALUES (?1, ?2, ?3)
ON CONFLICT (agent_id) DO UPDATE SET operator_id = excluded.operator_id, since = excluded.since;

-- name: ReleaseAgent
UPDATE operator_agents SET operator_id = '', since = ?2, round = round + 1 WHERE agent_id = ?1;

-- name: RenewClaim
INSERT INTO operator_agents (agent_id, operator_id, since, round) VALUES (?1, '', ?2, 1)
ON CONFLICT (agent_id) DO UPDATE SET since = excluded.since, round = operator_agents.round + 1;

-- name: InsertProof
INSERT INTO proofs (id, contact, agent_id, handle, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: UseProof
UPDATE proofs SET used_at = ?2 WHERE id = ?1 AND used_at = 0;

-- name: InsertOperatorSession
INSERT INTO operator_sessions (hash, operator_id, expires_at) VALUES (?1, ?2, ?3);

-- name: DeleteOperatorSession
DELETE FROM operator_sessions WHERE hash = ?1;

-- name: DeleteOperatorSessionsOf
DELETE FROM operator_sessions WHERE operator_id = ?1;

-- name: ForgetProofs
-- So few at a time that nobody waits for it; limits count those of the last hour.
DELETE FROM proofs WHERE id IN (SELECT id FROM proofs WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);

-- name: ForgetOperatorSessions
DELETE FROM operator_sessions WHERE hash IN (SELECT hash FROM operator_sessions WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);

-- name: RevokeKeysOf
UPDATE keys SET revoked_at = ?2 WHERE agent_id = ?1 AND revoked_at = 0;

-- name: DeleteSigner
DELETE FROM signers WHERE agent_id = ?1;
