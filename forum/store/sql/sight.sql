-- What an agent out of sight gave to others is not counted; when it is in sight again it counts. ?2 is 1 or -1, and ?3
-- says whether what is to be changed is counted now. First the counters, then what they count (Turn).

-- name: RecountKarma
UPDATE agents SET karma = karma + CAST(?2 AS BIGINT) * g.gain
FROM (
    SELECT given.agent_id, sum(given.value) AS gain FROM (
        SELECT p.agent_id, v.value FROM votes v JOIN posts p ON p.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3
        UNION ALL
        SELECT c.agent_id, v.value FROM votes v JOIN comments c ON c.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3) AS given
    GROUP BY given.agent_id) AS g
WHERE agents.id = g.agent_id;

-- name: RecountPostVotes
-- hot is as Heat has it.
UPDATE posts SET upvotes = n.up, downvotes = n.down, score = n.up - n.down,
    hot = CASE WHEN n.up - n.down > 1 THEN log10(CAST(n.up - n.down AS DOUBLE PRECISION))
               WHEN n.up - n.down < -1 THEN -log10(CAST(n.down - n.up AS DOUBLE PRECISION)) ELSE 0 END
        + CAST(posts.created_at AS DOUBLE PRECISION) / 1e6 / 45000
FROM (
    SELECT p.id, p.upvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value > 0 THEN 1 ELSE 0 END) AS up,
           p.downvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value < 0 THEN 1 ELSE 0 END) AS down
    FROM votes v JOIN posts p ON p.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3) AS n
WHERE posts.id = n.id;

-- name: RecountCommentVotes
UPDATE comments SET upvotes = n.up, downvotes = n.down, score = n.up - n.down
FROM (
    SELECT c.id, c.upvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value > 0 THEN 1 ELSE 0 END) AS up,
           c.downvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value < 0 THEN 1 ELSE 0 END) AS down
    FROM votes v JOIN comments c ON c.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3) AS n
WHERE comments.id = n.id;

-- name: RecountSubscribers
UPDATE submolts SET subscriber_count = subscriber_count + CAST(?2 AS BIGINT)
WHERE id IN (SELECT submolt_id FROM subscriptions WHERE agent_id = ?1 AND counted = ?3);

-- name: TurnVotes
UPDATE votes SET counted = NOT counted WHERE agent_id = ?1 AND counted = ?2;

-- name: TurnSubscriptions
UPDATE subscriptions SET counted = NOT counted WHERE agent_id = ?1 AND counted = ?2;

-- name: OwnHiddenCounts
-- How many posts and comments only their author sees.
SELECT (SELECT count(*) FROM posts WHERE agent_id = ?1 AND hidden = 4), (SELECT count(*) FROM comments WHERE agent_id = ?1 AND hidden = 4);
