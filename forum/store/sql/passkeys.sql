-- name: PasskeysOf
SELECT id, holder, name, record, created_at, used_at, cloned_at FROM passkeys WHERE holder = ?1 ORDER BY created_at, id;

-- name: PasskeyByID
SELECT id, holder, name, record, created_at, used_at, cloned_at FROM passkeys WHERE id = ?1;

-- name: CeremonyByID
SELECT id, holder, kind, action, state, expires_at FROM ceremonies WHERE id = ?1;

-- name: BulkAmount
-- How much somebody did of something since a time.
SELECT coalesce(CAST(sum(amount) AS BIGINT), CAST(0 AS BIGINT)) FROM bulk_acts WHERE who = ?1 AND act = ?2 AND at > ?3;

-- name: InsertPasskey
INSERT INTO passkeys (id, holder, name, record, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- name: UsePasskey
UPDATE passkeys SET record = ?3, used_at = ?4, cloned_at = ?5 WHERE holder = ?1 AND id = ?2;

-- name: DeletePasskey
DELETE FROM passkeys WHERE holder = ?1 AND id = ?2;

-- name: DeletePasskeys
DELETE FROM passkeys WHERE holder = ?1;

-- name: DeleteAssertionsOf
DELETE FROM assertions WHERE holder = ?1;

-- name: DeleteCeremoniesOf
DELETE FROM ceremonies WHERE holder = ?1;

-- name: InsertCeremony
INSERT INTO ceremonies (id, holder, kind, action, state, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: DeleteCeremony
DELETE FROM ceremonies WHERE id = ?1;

-- name: InsertAssertion
INSERT INTO assertions (hash, holder, action, expires_at) VALUES (?1, ?2, ?3, ?4);

-- name: TakeAssertion
DELETE FROM assertions WHERE hash = ?1 AND holder = ?2 AND action = ?3 AND expires_at > ?4;

-- name: InsertBulkAct
INSERT INTO bulk_acts (who, act, at, amount) VALUES (?1, ?2, ?3, ?4);

-- name: DeleteBulkActs
DELETE FROM bulk_acts WHERE who = ?1 AND act = ?2;

-- What is over is forgotten, so few at a time that nobody waits for it.

-- name: ForgetCeremonies
DELETE FROM ceremonies WHERE id IN (SELECT id FROM ceremonies WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);

-- name: ForgetAssertions
DELETE FROM assertions WHERE hash IN (SELECT hash FROM assertions WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);

-- name: ForgetBulkActs
DELETE FROM bulk_acts WHERE n IN (SELECT n FROM bulk_acts WHERE at < ?1 ORDER BY at LIMIT 500);
