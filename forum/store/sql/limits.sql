-- name: RateWindows
-- What the limiter had counted since a time.
SELECT key, began_at, reads, writes, checks FROM rate_windows WHERE began_at > ?1;

-- name: PutRateWindow
INSERT INTO rate_windows (key, began_at, reads, writes, checks) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (key) DO UPDATE SET began_at = excluded.began_at, reads = excluded.reads, writes = excluded.writes, checks = excluded.checks;

-- name: ForgetRateWindows
DELETE FROM rate_windows WHERE began_at < ?1;

-- The newest acts of one kind after a time: as many as a limit counts, no more. What was
-- deleted since counts all the same.

-- name: PostTimes
SELECT created_at FROM posts WHERE agent_id = ?1 AND created_at > ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: CommentTimes
SELECT created_at FROM comments WHERE agent_id = ?1 AND created_at > ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: SubmoltTimes
SELECT created_at FROM submolts WHERE creator_id = ?1 AND created_at > ?2 ORDER BY created_at DESC LIMIT ?3;

-- name: RegistrationTimes
SELECT created_at FROM registrations WHERE block = ?1 AND created_at > ?2 ORDER BY created_at DESC LIMIT ?3;

-- name: ClaimTimes
SELECT claimed_at FROM agents WHERE owner = ?1 AND claimed_at > 0 AND claimed_at > ?2 ORDER BY claimed_at DESC LIMIT ?3;

-- name: InsertRegistration
INSERT INTO registrations (id, block, created_at) VALUES (?1, ?2, ?3);

-- name: ForgetRegistrations
-- So few at a time that nobody waits for it.
DELETE FROM registrations WHERE id IN (SELECT id FROM registrations WHERE created_at < ?1 ORDER BY id LIMIT 500);
