-- A finished round: what happened before it began goes out, oldest first.
INSERT INTO outbox (action) SELECT action FROM staged WHERE time <= ? ORDER BY time, id
