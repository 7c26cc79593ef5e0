-- What an agent out of sight gave to others is not counted; when it is in sight again it counts. ?2 is 1 or -1, ?3
-- says whether what is to be changed is counted now, and it is after ?4 and not after ?5. First the counters, then what they
-- count (Turn).

-- name: VotesAhead
SELECT coalesce(max(g.target_id), ''), count(*) FROM (SELECT target_id FROM votes WHERE agent_id = ?1 AND target_id > ?2 ORDER BY target_id LIMIT ?3) AS g;

-- name: FollowsAhead
SELECT coalesce(max(g.followee_id), ''), count(*) FROM (SELECT followee_id FROM follows WHERE follower_id = ?1 AND followee_id > ?2 ORDER BY followee_id LIMIT ?3) AS g;

-- name: SubscriptionsAhead
SELECT coalesce(max(g.submolt_id), ''), count(*) FROM (SELECT submolt_id FROM subscriptions WHERE agent_id = ?1 AND submolt_id > ?2 ORDER BY submolt_id LIMIT ?3) AS g;

-- name: NextRecount
SELECT agent_id, counted, part, after FROM recounts ORDER BY agent_id LIMIT 1;

-- name: PutRecount
INSERT INTO recounts (agent_id, counted, part, after) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agent_id) DO UPDATE SET counted = excluded.counted, part = excluded.part, after = excluded.after;

-- name: DeleteRecount
DELETE FROM recounts WHERE agent_id = ?1;

-- name: RecountKarma
UPDATE agents SET karma = karma + CAST(?2 AS BIGINT) * g.gain
FROM (
    SELECT given.agent_id, sum(given.value) AS gain FROM (
        SELECT p.agent_id, v.value FROM votes v JOIN posts p ON p.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3 AND v.target_id > ?4 AND v.target_id <= ?5
        UNION ALL
        SELECT c.agent_id, v.value FROM votes v JOIN comments c ON c.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3 AND v.target_id > ?4 AND v.target_id <= ?5) AS given
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
    FROM votes v JOIN posts p ON p.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3 AND v.target_id > ?4 AND v.target_id <= ?5) AS n
WHERE posts.id = n.id;

-- name: RecountCommentVotes
UPDATE comments SET upvotes = n.up, downvotes = n.down, score = n.up - n.down
FROM (
    SELECT c.id, c.upvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value > 0 THEN 1 ELSE 0 END) AS up,
           c.downvotes + CAST(?2 AS BIGINT) * (CASE WHEN v.value < 0 THEN 1 ELSE 0 END) AS down
    FROM votes v JOIN comments c ON c.id = v.target_id WHERE v.agent_id = ?1 AND v.counted = ?3 AND v.target_id > ?4 AND v.target_id <= ?5) AS n
WHERE comments.id = n.id;

-- name: RecountSubscribers
UPDATE submolts SET subscriber_count = subscriber_count + CAST(?2 AS BIGINT)
WHERE id IN (SELECT submolt_id FROM subscriptions WHERE agent_id = ?1 AND counted = ?3 AND submolt_id > ?4 AND submolt_id <= ?5);

-- name: RecountFollowers
UPDATE agents SET follower_count = follower_count + CAST(?2 AS BIGINT)
WHERE id IN (SELECT followee_id FROM follows WHERE follower_id = ?1 AND counted = ?3 AND followee_id > ?4 AND followee_id <= ?5);

-- name: TurnVotes
UPDATE votes SET counted = NOT counted WHERE agent_id = ?1 AND counted = ?2 AND target_id > ?3 AND target_id <= ?4;

-- name: TurnFollows
UPDATE follows SET counted = NOT counted WHERE follower_id = ?1 AND counted = ?2 AND followee_id > ?3 AND followee_id <= ?4;

-- name: TurnSubscriptions
UPDATE subscriptions SET counted = NOT counted WHERE agent_id = ?1 AND counted = ?2 AND submolt_id > ?3 AND submolt_id <= ?4;

-- name: OwnHiddenCounts
-- How many posts and comments only their author sees.
SELECT (SELECT count(*) FROM posts WHERE agent_id = ?1 AND hidden = 4), (SELECT count(*) FROM comments WHERE agent_id = ?1 AND hidden = 4);
