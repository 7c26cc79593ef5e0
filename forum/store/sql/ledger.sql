-- name: StoredAnswer
SELECT request, status, answer FROM idempotency WHERE who = ?1 AND key = ?2;

-- name: AuditAfter
SELECT id, time, who, call, idempotency_key, status, outcome FROM audit WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: StoreAnswer
INSERT INTO idempotency (who, key, request, status, answer, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: ForgetAnswers
-- So few at a time that nobody waits for it.
DELETE FROM idempotency WHERE (who, key) IN (SELECT who, key FROM idempotency WHERE created_at < ?1 ORDER BY created_at LIMIT 500);

-- name: InsertAudit
INSERT INTO audit (time, who, call, idempotency_key, status, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6);
