-- name: InsertReport
-- One report of one reader for each item; a second one says the same.
INSERT INTO reports (id, kind, target_id, reporter_id, reason, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (target_id, reporter_id) DO NOTHING;

-- name: ReportsAfter
SELECT r.id, r.kind, r.target_id, r.reporter_id, a.name, r.reason, r.created_at
FROM reports r JOIN agents a ON a.id = r.reporter_id WHERE r.id > ?1 ORDER BY r.id LIMIT ?2;

-- name: InsertHeld
INSERT INTO held (item_id, kind, agent_id, probability, span_start, span_end, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: HeldWaiting
-- What nobody has judged yet, the oldest first, after a time; of what was deleted or removed there is nothing to judge.
SELECT h.item_id, h.kind, h.agent_id, h.probability, h.span_start, h.span_end, h.created_at, h.judged_at, h.verdict, h.judged_by
FROM held h LEFT JOIN posts p ON p.id = h.item_id LEFT JOIN comments c ON c.id = h.item_id
WHERE h.judged_at = 0 AND h.created_at > ?1 AND (coalesce(p.hidden, c.hidden) & 3) = 0
ORDER BY h.created_at, h.item_id LIMIT ?2;

-- name: JudgeHeld
UPDATE held SET judged_at = ?2, verdict = ?3, judged_by = ?4 WHERE item_id = ?1;

-- name: QuarantinedItems
-- What agents in quarantine wrote, also those that are banned by now, as far as nobody has taken it away or released it, after an id: ids
-- rise with time.
SELECT kind, id FROM (
    SELECT 'post' AS kind, p.id AS id FROM agents a JOIN posts p ON p.agent_id = a.id
    WHERE a.out_of_sight = 'quarantine' AND (p.hidden & 7) = 4 AND p.id > ?1
    UNION ALL
    SELECT 'comment', c.id FROM agents a JOIN comments c ON c.agent_id = a.id
    WHERE a.out_of_sight = 'quarantine' AND (c.hidden & 7) = 4 AND c.id > ?1) AS items
ORDER BY id LIMIT ?2;

-- name: ChallengeByCode
SELECT code, kind, item_id, agent_id, answer, expires_at, used_at, wrong FROM challenges WHERE code = ?1;

-- name: InsertChallenge
INSERT INTO challenges (code, kind, item_id, agent_id, answer, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: UseChallenge
UPDATE challenges SET used_at = ?2 WHERE code = ?1;

-- name: CountWrongAnswer
UPDATE challenges SET wrong = wrong + 1 WHERE code = ?1;

-- name: ForgetChallenges
DELETE FROM challenges WHERE code IN (SELECT code FROM challenges WHERE expires_at < ?1 ORDER BY expires_at LIMIT 500);

-- name: ActsAfter
SELECT q.n, q.agent_id, a.name, q.at, q.call, q.kind, q.action_id, q.target_kind, q.target_id, q.target_agent, q.submolt, q.post_id
FROM quarantined_acts q JOIN agents a ON a.id = q.agent_id
WHERE q.n > ?1 ORDER BY q.n LIMIT ?2;

-- name: ActsOfAfter
SELECT q.n, q.agent_id, a.name, q.at, q.call, q.kind, q.action_id, q.target_kind, q.target_id, q.target_agent, q.submolt, q.post_id
FROM quarantined_acts q JOIN agents a ON a.id = q.agent_id
WHERE q.agent_id = ?3 AND q.n > ?1 ORDER BY q.n LIMIT ?2;

-- name: InsertAct
INSERT INTO quarantined_acts (agent_id, at, call, kind, action_id, target_kind, target_id, target_agent, submolt, post_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: DeleteActs
DELETE FROM quarantined_acts WHERE agent_id = ?1;
