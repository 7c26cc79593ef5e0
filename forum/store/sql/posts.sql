-- Lists are read in two steps: the places of a page from one index alone, then the rows of
-- just those places. A page starts after the place (key, n) that the page before ended at.

-- name: PostHead
-- What of a post whoever answers it needs.
SELECT p.hidden, p.agent_id, s.name FROM posts p JOIN submolts s ON s.id = p.submolt_id WHERE p.id = ?1;

-- name: PostByID
SELECT p.*, EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = ?2 AND f.followee_id = p.agent_id)
FROM post_rows p WHERE p.id = ?1;

-- name: PostsNew
SELECT n, created_at FROM posts
WHERE hidden = 0 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsHot
SELECT n, hot FROM posts
WHERE hidden = 0 AND (hot, n) < (?1, ?2) ORDER BY hot DESC, n DESC LIMIT ?3;

-- name: PostsTop
SELECT n, score FROM posts
WHERE hidden = 0 AND (score, n) < (?1, ?2) ORDER BY score DESC, n DESC LIMIT ?3;

-- name: PostsSubmoltNew
SELECT n, created_at FROM posts
WHERE hidden = 0 AND submolt_id = ?4 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsSubmoltHot
SELECT n, hot FROM posts
WHERE hidden = 0 AND submolt_id = ?4 AND (hot, n) < (?1, ?2) ORDER BY hot DESC, n DESC LIMIT ?3;

-- name: PostsSubmoltTop
SELECT n, score FROM posts
WHERE hidden = 0 AND submolt_id = ?4 AND (score, n) < (?1, ?2) ORDER BY score DESC, n DESC LIMIT ?3;

-- name: PostsAgentNew
SELECT n, created_at FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsAgentHot
SELECT n, hot FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND (hot, n) < (?1, ?2) ORDER BY hot DESC, n DESC LIMIT ?3;

-- name: PostsAgentTop
SELECT n, score FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND (score, n) < (?1, ?2) ORDER BY score DESC, n DESC LIMIT ?3;

-- name: PostsAgentSubmoltNew
SELECT n, created_at FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND submolt_id = ?5 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsAgentSubmoltHot
SELECT n, hot FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND submolt_id = ?5 AND (hot, n) < (?1, ?2) ORDER BY hot DESC, n DESC LIMIT ?3;

-- name: PostsAgentSubmoltTop
SELECT n, score FROM posts
WHERE hidden = 0 AND agent_id = ?4 AND submolt_id = ?5 AND (score, n) < (?1, ?2) ORDER BY score DESC, n DESC LIMIT ?3;

-- name: PostsOwnHidden
-- What only its author sees, the newest first; ?2 is a submolt's id, or '' for all, and ?4 takes what waits too.
SELECT n, created_at, hot, score FROM posts
WHERE agent_id = ?1 AND hidden & 3 = 0 AND hidden > 0 AND (hidden = 4 OR ?4) AND (?2 = '' OR submolt_id = ?2)
ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: InsertPost
INSERT INTO posts (id, agent_id, submolt_id, type, hot, created_at, updated_at, hidden, title, url, content)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10);

-- name: SetPostHidden
UPDATE posts SET hidden = ?2, updated_at = ?3 WHERE id = ?1;

-- name: SetPostVotes
UPDATE posts SET upvotes = ?2, downvotes = ?3, score = CAST(?2 AS BIGINT) - CAST(?3 AS BIGINT), hot = ?4 WHERE id = ?1;
