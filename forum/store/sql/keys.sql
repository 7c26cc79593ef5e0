-- name: AgentByKey
-- hash is the keyed hash of the bearer key. Whether it has ended is for the caller to see.
SELECT k.id AS key_id, k.hash, k.expires_at, coalesce(s.only_signed, ?2), c.*
FROM keys k JOIN accounts c ON c.id = k.agent_id LEFT JOIN signers s ON s.agent_id = k.agent_id
WHERE k.hash = ?1 AND k.revoked_at = 0;

-- name: InsertKey
INSERT INTO keys (hash, id, agent_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: EndKeys
-- The keys of an agent that would outlast a time end then, but one.
UPDATE keys SET expires_at = ?3
WHERE agent_id = ?1 AND id <> ?2 AND revoked_at = 0 AND (expires_at = 0 OR expires_at > ?3);

-- name: RevokeLeakedKey
UPDATE keys SET revoked_at = ?2, leaked_at = ?2 WHERE hash = ?1 AND revoked_at = 0;

-- name: LeakedKey
SELECT hash, leaked_at FROM keys WHERE hash = ?1 AND leaked_at > 0;

-- name: SignerOf
SELECT public_key, only_signed, since FROM signers WHERE agent_id = ?1;

-- name: PutSigner
INSERT INTO signers (agent_id, public_key, only_signed, since) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agent_id) DO UPDATE SET public_key = excluded.public_key, only_signed = excluded.only_signed, since = excluded.since;

-- name: InsertSignedCall
INSERT INTO signed_calls (agent_id, nonce, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- name: ForgetSignedCalls
-- So few at a time that nobody waits for it.
DELETE FROM signed_calls
WHERE (agent_id, nonce) IN (SELECT agent_id, nonce FROM signed_calls WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);
