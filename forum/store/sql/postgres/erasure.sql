-- name: EraseOutbox
-- Rows of an author that are in Kafka and name an item: they may hold its text. The last row
-- stays, so that the count goes on.
DELETE FROM outbox
WHERE id <= (SELECT sent FROM relay) AND id < (SELECT max(id) FROM outbox) AND agent_id = ?1 AND position(?2::bytea IN body) > 0;

-- name: OutboxTelling
-- Rows of an author that name an item, of those that EraseOutbox leaves.
SELECT id, body FROM outbox WHERE id >= (SELECT sent FROM relay) AND agent_id = ?1 AND position(?2::bytea IN body) > 0;
