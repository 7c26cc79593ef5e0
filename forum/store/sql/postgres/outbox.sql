-- name: InsertOutbox
-- All that a transaction emitted, as an array of each column.
INSERT INTO outbox (id, time, agent_id, everywhere, body)
SELECT * FROM unnest(?1::bigint[], ?2::bigint[], ?3::text[], ?4::boolean[], ?5::bytea[]);
