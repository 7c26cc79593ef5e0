-- name: SubmoltByName
SELECT * FROM submolt_rows WHERE name = ?1;

-- name: SubmoltBySkeleton
-- Which has a name that looks like that.
SELECT name FROM submolts WHERE skeleton = ?1;

-- name: SubmoltByID
SELECT * FROM submolt_rows WHERE id = ?1;

-- name: SubmoltsBySize
-- One page, the largest first, after the place (subscriber_count, n) of the page before; ?4 is the viewer.
SELECT * FROM submolt_rows
WHERE (subscriber_count, n) < (?1, ?2) AND (NOT hidden OR creator_id = ?4)
ORDER BY subscriber_count DESC, n DESC LIMIT ?3;

-- name: SubmoltsByAge
-- One page, the newest first.
SELECT * FROM submolt_rows WHERE n < ?1 AND (NOT hidden OR creator_id = ?3) ORDER BY n DESC LIMIT ?2;

-- name: Totals
SELECT posts, comments FROM totals;

-- name: InsertSubmolt
INSERT INTO submolts (id, name, display_name, description, creator_id, created_at, last_activity_at, allow_crypto, staff_only, skeleton, hidden)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10);

-- name: ShowSubmolt
UPDATE submolts SET hidden = FALSE WHERE id = ?1 AND hidden;

-- name: ShowSubmoltsOf
UPDATE submolts SET hidden = FALSE WHERE creator_id = ?1 AND hidden;

-- name: ImportSubmolt
INSERT INTO submolts (id, name, display_name, description, creator_id, created_at, subscriber_count, skeleton)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, CASE WHEN EXISTS (SELECT 1 FROM submolts WHERE skeleton = ?8) THEN NULL ELSE ?8 END)
ON CONFLICT DO NOTHING;
