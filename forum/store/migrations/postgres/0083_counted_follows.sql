-- The follows of those out of sight are kept and not counted, as their votes are; when they are in sight again they count.
ALTER TABLE follows ADD COLUMN counted BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE follows SET counted = FALSE WHERE follower_id IN (SELECT id FROM agents WHERE sanction IN ('shadowban', 'quarantine'));
UPDATE agents SET follower_count = follower_count - f.n
FROM (SELECT followee_id, count(*) AS n FROM follows WHERE NOT counted GROUP BY followee_id) f WHERE f.followee_id = agents.id;
