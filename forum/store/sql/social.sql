-- name: Follows
SELECT EXISTS (SELECT 1 FROM follows WHERE follower_id = ?1 AND followee_id = ?2);

-- name: Subscribed
SELECT EXISTS (SELECT 1 FROM subscriptions WHERE agent_id = ?1 AND submolt_id = ?2);

-- name: InsertFollow
INSERT INTO follows (follower_id, followee_id, created_at, counted) VALUES (?1, ?2, ?3, ?4);

-- name: DeleteFollow
DELETE FROM follows WHERE follower_id = ?1 AND followee_id = ?2;

-- name: AddFollowing
UPDATE agents SET following_count = following_count + ?2 WHERE id = ?1;

-- name: AddFollower
UPDATE agents SET follower_count = follower_count + 1 WHERE id = ?1;

-- name: DropFollower
UPDATE agents SET follower_count = follower_count - 1
WHERE id = ?2 AND EXISTS (SELECT 1 FROM follows WHERE follower_id = ?1 AND followee_id = ?2 AND counted);

-- name: InsertSubscription
INSERT INTO subscriptions (agent_id, submolt_id, created_at, counted) VALUES (?1, ?2, ?3, ?4);

-- name: DeleteSubscription
DELETE FROM subscriptions WHERE agent_id = ?1 AND submolt_id = ?2;

-- name: AddSubscriber
UPDATE submolts SET subscriber_count = subscriber_count + 1 WHERE id = ?1;

-- name: DropSubscriber
UPDATE submolts SET subscriber_count = subscriber_count - 1
WHERE id = ?2 AND EXISTS (SELECT 1 FROM subscriptions WHERE agent_id = ?1 AND submolt_id = ?2 AND counted);
