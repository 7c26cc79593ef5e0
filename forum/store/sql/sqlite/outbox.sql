-- name: InsertOutbox
INSERT INTO outbox (id, time, agent_id, everywhere, body) VALUES (?1, ?2, ?3, ?4, ?5);
