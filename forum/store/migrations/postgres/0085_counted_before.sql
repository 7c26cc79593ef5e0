-- Subscriptions of those out of sight are not counted, as follows are not, and nor are votes from before they were; when
-- they are in sight again all of it counts.
ALTER TABLE subscriptions ADD COLUMN counted BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE subscriptions SET counted = FALSE
WHERE agent_id IN (SELECT a.id FROM agents a WHERE a.out_of_sight <> '')
  AND submolt_id NOT IN (SELECT s.id FROM submolts s WHERE s.hidden AND s.creator_id = subscriptions.agent_id);
UPDATE submolts SET subscriber_count = subscriber_count - g.n
FROM (SELECT submolt_id, count(*) AS n FROM subscriptions WHERE NOT counted GROUP BY submolt_id) AS g WHERE g.submolt_id = submolts.id;

CREATE TABLE given AS SELECT v.target_id, sum(CASE WHEN v.value > 0 THEN 1 ELSE 0 END) AS up, sum(CASE WHEN v.value < 0 THEN 1 ELSE 0 END) AS down
FROM votes v JOIN agents a ON a.id = v.agent_id WHERE v.counted AND a.out_of_sight <> '' GROUP BY v.target_id;
UPDATE agents SET karma = karma - g.gain
FROM (
    SELECT w.agent_id, sum(w.gain) AS gain FROM (
        SELECT p.agent_id, n.up - n.down AS gain FROM given n JOIN posts p ON p.id = n.target_id
        UNION ALL
        SELECT c.agent_id, n.up - n.down FROM given n JOIN comments c ON c.id = n.target_id) AS w
    GROUP BY w.agent_id) AS g
WHERE g.agent_id = agents.id;
UPDATE posts SET upvotes = upvotes - n.up, downvotes = downvotes - n.down, score = score - n.up + n.down FROM given n WHERE n.target_id = posts.id;
UPDATE posts SET hot = CASE WHEN score > 1 THEN log10(CAST(score AS DOUBLE PRECISION)) WHEN score < -1 THEN -log10(CAST(-score AS DOUBLE PRECISION)) ELSE 0 END
    + CAST(created_at AS DOUBLE PRECISION) / 1e6 / 45000
WHERE id IN (SELECT target_id FROM given);
UPDATE comments SET upvotes = upvotes - n.up, downvotes = downvotes - n.down, score = score - n.up + n.down FROM given n WHERE n.target_id = comments.id;
DROP TABLE given;
UPDATE votes SET counted = FALSE WHERE counted AND agent_id IN (SELECT id FROM agents WHERE out_of_sight <> '');
