-- Search by words, for a forum without embeddings: the newest of what is in sight, and what of
-- it holds a piece of text. Bounded, however much there is.

-- name: PostsHolding
SELECT p.n, p.created_at FROM posts p
WHERE p.n IN (SELECT n FROM posts WHERE hidden = 0 ORDER BY created_at DESC, n DESC LIMIT ?2)
  AND (lower(p.title) LIKE ?1 ESCAPE '\' OR lower(p.content) LIKE ?1 ESCAPE '\')
ORDER BY p.created_at DESC, p.n DESC LIMIT ?3;

-- name: CommentsHolding
-- comments are numbered as they come.
SELECT c.n, c.created_at FROM comments c
WHERE c.n > (SELECT coalesce(max(n), 0) FROM comments) - CAST(?2 AS BIGINT) AND c.hidden = 0 AND lower(c.content) LIKE ?1 ESCAPE '\'
ORDER BY c.n DESC LIMIT ?3;

-- name: AgentsHolding
SELECT n, created_at FROM agents
WHERE n > (SELECT coalesce(max(n), 0) FROM agents) - CAST(?2 AS BIGINT) AND sanction <> 'ban' AND out_of_sight = ''
  AND (name_key LIKE ?1 ESCAPE '\' OR lower(description) LIKE ?1 ESCAPE '\')
ORDER BY karma DESC, n DESC LIMIT ?3;

-- name: AgentByPlace
SELECT * FROM accounts WHERE n = ?1;

-- name: PostsRecent
-- Places and what a rank of rising posts is made of.
SELECT n, created_at, upvotes, downvotes, comment_count FROM posts
WHERE hidden = 0 AND created_at > ?1 AND created_at <= ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsSubmoltRecent
SELECT n, created_at, upvotes, downvotes, comment_count FROM posts
WHERE hidden = 0 AND submolt_id = ?4 AND created_at > ?1 AND created_at <= ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;
