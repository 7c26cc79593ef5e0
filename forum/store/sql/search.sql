-- Search by words, for a forum without embeddings: the newest of what is in sight, and what of
-- it holds a piece of text, as far as it is not newer than ?4. Bounded, however much there is. What holds(body, piece) is
-- says store/holds.go.

-- name: PostsHolding
SELECT p.n, p.created_at FROM posts p
WHERE p.n IN (SELECT n FROM posts WHERE hidden = 0 AND created_at <= ?4 ORDER BY created_at DESC, n DESC LIMIT ?2)
  AND (holds(p.title, ?1) OR holds(p.content, ?1))
ORDER BY p.created_at DESC, p.n DESC LIMIT ?3;

-- name: CommentsHolding
-- comments are numbered as they come.
SELECT c.n, c.created_at FROM comments c
WHERE c.n > (SELECT coalesce(max(n), 0) FROM comments) - CAST(?2 AS BIGINT) AND c.hidden = 0 AND c.created_at <= ?4 AND holds(c.content, ?1)
ORDER BY c.n DESC LIMIT ?3;

-- name: AgentsHolding
SELECT n, created_at FROM agents
WHERE n > (SELECT coalesce(max(n), 0) FROM agents) - CAST(?2 AS BIGINT) AND created_at <= ?4 AND sanction <> 'ban' AND out_of_sight = ''
  AND (holds(name_key, ?1) OR holds(description, ?1))
ORDER BY karma DESC, n DESC LIMIT ?3;

-- name: SubmoltsHolding
SELECT * FROM submolt_rows
WHERE n > (SELECT coalesce(max(n), 0) FROM submolts) - CAST(?2 AS BIGINT) AND NOT hidden
  AND (holds(name, ?1) OR holds(display_name, ?1) OR holds(description, ?1))
ORDER BY subscriber_count DESC, n DESC LIMIT ?3;

-- name: AgentByPlace
SELECT * FROM accounts WHERE n = ?1;

-- name: PostsRecent
-- Places and what a rank of rising posts is made of.
SELECT n, created_at, upvotes, downvotes, (SELECT c.comments FROM post_counts c WHERE c.n = posts.n) AS comment_count FROM posts
WHERE hidden = 0 AND created_at > ?1 AND created_at <= ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: PostsSubmoltRecent
SELECT n, created_at, upvotes, downvotes, (SELECT c.comments FROM post_counts c WHERE c.n = posts.n) AS comment_count FROM posts
WHERE hidden = 0 AND submolt_id = ?4 AND created_at > ?1 AND created_at <= ?2 ORDER BY created_at DESC, n DESC LIMIT ?3;
