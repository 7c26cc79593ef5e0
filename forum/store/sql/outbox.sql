-- name: OutboxAfter
SELECT id, agent_id, everywhere, body FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: OutboxLast
SELECT id, time FROM outbox ORDER BY id DESC LIMIT 1;

-- name: RelaySent
SELECT sent FROM relay;

-- name: SetRelaySent
UPDATE relay SET sent = ?1 WHERE sent < ?1;

-- name: SetOutboxBody
UPDATE outbox SET body = ?2 WHERE id = ?1;

-- name: PruneOutbox
-- The oldest rows that are in Kafka and older than a time, so few that nobody waits for it.
-- The last one stays, whatever its age.
DELETE FROM outbox
WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 2000)
  AND time < ?1
  AND id <= (SELECT sent FROM relay)
  AND id < (SELECT max(id) FROM outbox);

-- name: InsertOutbox
INSERT INTO outbox (id, time, agent_id, everywhere, body) VALUES (?1, ?2, ?3, ?4, ?5);
