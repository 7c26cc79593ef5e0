-- name: AgentByID
SELECT * FROM accounts WHERE id = ?1;

-- name: AgentByName
-- name_key is the name in lower case.
SELECT c.* FROM agents a JOIN accounts c ON c.n = a.n WHERE a.name_key = ?1;

-- name: AgentBySkeleton
-- Who has a name that looks like that.
SELECT c.* FROM agents a JOIN accounts c ON c.n = a.n WHERE a.skeleton = ?1;

-- name: AgentShownAs
-- Who but one agent shows a name that looks like that.
SELECT c.* FROM display_looks l JOIN agents a ON a.id = l.agent_id JOIN accounts c ON c.n = a.n WHERE l.look = ?1 AND l.agent_id <> ?2 LIMIT 1;

-- name: SanctionsEnding
-- Whose sanction has run out by a time; the longest overdue first.
SELECT id FROM agents WHERE sanction_until > 0 AND sanction_until <= ?1 ORDER BY sanction_until LIMIT ?2;

-- name: InsertAgent
INSERT INTO agents (id, name, name_key, display_name, description, created_at, system, skeleton)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: ImportAgent
-- A recorded forum may hold two names that differ only in case: the second keeps its name
-- and is found by its id alone. Or two that look the same: the look is the first one's.
INSERT INTO agents (id, name, name_key, description, karma, follower_count, following_count, created_at, skeleton)
VALUES (?1, ?2,
        CASE WHEN EXISTS (SELECT 1 FROM agents WHERE name_key = ?3) THEN ?3 || '~' || ?1 ELSE ?3 END,
        ?4, ?5, ?6, ?7, ?8,
        CASE WHEN EXISTS (SELECT 1 FROM agents WHERE skeleton = ?9) THEN NULL ELSE ?9 END)
ON CONFLICT (id) DO NOTHING;

-- name: InsertLook
INSERT INTO display_looks (look, agent_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: DropLooks
DELETE FROM display_looks WHERE agent_id = ?1;

-- name: UpdateAgent
UPDATE agents SET display_name = ?2, description = ?3, metadata = ?4 WHERE id = ?1;

-- name: ClaimAgent
UPDATE agents SET claimed_at = ?2, owner = ?3 WHERE id = ?1;

-- name: TouchAgent
-- ?2 is how many comments it wrote that are in sight.
UPDATE agent_counts SET comments = comments + ?2, last_active = ?3 WHERE n = (SELECT n FROM agents WHERE id = ?1);

-- name: AddKarma
UPDATE agents SET karma = karma + ?2 WHERE id = ?1;

-- name: SetSanction
UPDATE agents
SET sanction = ?2, sanction_since = ?3, sanction_until = ?4, sanction_reason = ?5,
    sanction_decision = ?6, sanction_by = ?7, out_of_sight = ?8, offenses = offenses + CASE WHEN ?2 = 'pause' THEN 0 ELSE 1 END
WHERE id = ?1;

-- name: ClearSanction
-- ?2 says that it is taken back, so that it counts as no offense any more.
UPDATE agents
SET offenses = offenses - CASE WHEN ?2 AND offenses > 0 AND sanction NOT IN ('', 'pause') THEN 1 ELSE 0 END,
    sanction = '', sanction_since = 0, sanction_until = 0, sanction_reason = '',
    sanction_decision = '', sanction_by = '', out_of_sight = ''
WHERE id = ?1;

-- name: SanctionBelow
-- What comes back to an agent when what it is under ends at a time.
SELECT kind, since, until, reason, decision, given_by, out_of_sight FROM sanctions_below
WHERE agent_id = ?1 AND (until = 0 OR until > ?2) ORDER BY since DESC LIMIT 1;

-- name: PutSanctionBelow
-- One of another kind takes its place.
INSERT INTO sanctions_below (agent_id, kind, since, until, reason, decision, given_by, out_of_sight)
SELECT id, sanction, sanction_since, sanction_until, sanction_reason, sanction_decision, sanction_by, out_of_sight
FROM agents WHERE id = ?1 AND sanction NOT IN ('', ?2)
ON CONFLICT (agent_id, kind) DO UPDATE SET since = excluded.since, until = excluded.until, reason = excluded.reason,
    decision = excluded.decision, given_by = excluded.given_by, out_of_sight = excluded.out_of_sight;

-- name: DeleteSanctionBelow
-- Those of a kind, or (kind '') those that are over at a time.
DELETE FROM sanctions_below WHERE agent_id = ?1 AND (kind = ?2 OR ?2 = '' AND until > 0 AND until <= ?3);

-- name: GiveBackSanction
UPDATE agents
SET sanction = ?2, sanction_since = ?3, sanction_until = ?4, sanction_reason = ?5,
    sanction_decision = ?6, sanction_by = ?7, out_of_sight = ?8
WHERE id = ?1;

-- name: HidePostsOf
UPDATE posts SET hidden = hidden | 4 WHERE agent_id = ?1 AND hidden & 4 = 0;

-- name: ShowPostsOf
UPDATE posts SET hidden = hidden & ~4 WHERE agent_id = ?1 AND hidden & 4 = 4;

-- name: HideCommentsOf
UPDATE comments SET hidden = hidden | 4 WHERE agent_id = ?1 AND hidden & 4 = 0;

-- name: ShowCommentsOf
UPDATE comments SET hidden = hidden & ~4 WHERE agent_id = ?1 AND hidden & 4 = 4;
