-- name: PostsAt
-- The rows of a page, given its places as a JSON array; ?2 is the viewer. Who reads them puts them in
-- order. Of an array PostgreSQL guesses that it is short, of a function that it gives a hundred rows, and
-- walks the tables of a small forum.
SELECT p.*, EXISTS (SELECT 1 FROM follows f WHERE f.follower_id = ?2 AND f.followee_id = p.agent_id)
FROM post_rows p
WHERE p.n = ANY (translate(?1::text, '[]', '{}')::bigint[]) AND (p.hidden = 0 OR (p.hidden & 3 = 0 AND p.agent_id = ?2));

-- name: PostsFollowingNew
-- No author fills more than one page, so each gives at most a page's worth from the index.
SELECT p.n, p.created_at
FROM follows f CROSS JOIN LATERAL (
    SELECT q.n, q.created_at FROM posts q
    WHERE q.hidden = 0 AND q.agent_id = f.followee_id AND (q.created_at, q.n) < (?1, ?2)
    ORDER BY q.created_at DESC, q.n DESC LIMIT ?3) p
WHERE f.follower_id = ?4
ORDER BY p.created_at DESC, p.n DESC LIMIT ?3;

-- name: PostsFollowingHot
SELECT p.n, p.hot
FROM follows f JOIN posts p ON p.agent_id = f.followee_id
WHERE f.follower_id = ?4 AND p.hidden = 0 AND (p.hot, p.n) < (?1, ?2)
ORDER BY p.hot DESC, p.n DESC LIMIT ?3;

-- name: PostsFollowingTop
SELECT p.n, p.score
FROM follows f JOIN posts p ON p.agent_id = f.followee_id
WHERE f.follower_id = ?4 AND p.hidden = 0 AND (p.score, p.n) < (?1, ?2)
ORDER BY p.score DESC, p.n DESC LIMIT ?3;
