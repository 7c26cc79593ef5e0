-- name: CommentsAt
-- The rows of a page, given its places as a JSON array, in that order; ?2 is the viewer.
SELECT c.*
FROM unnest(translate(?1::text, '[]', '{}')::bigint[]) WITH ORDINALITY place (n, key) JOIN comment_rows c ON c.n = place.n
WHERE c.hidden < 2 OR (c.hidden & 3 = 0 AND c.agent_id = ?2)
ORDER BY place.key;

-- name: RepliesBelow
-- Places of the replies below some roots (a JSON array of ids), so many of each root at most.
SELECT c.n
FROM json_array_elements_text(?1::json) root (id) CROSS JOIN LATERAL (
    SELECT d.n FROM comments d
    WHERE d.root_id = root.id AND d.depth > 0 AND d.hidden < 2
    ORDER BY d.created_at, d.n LIMIT ?2) c
ORDER BY c.n;

-- Lists of roots are merged of those that have no votes, or as many up as down, and of the others: see
-- migrations/0081_roots.sql. n rises with the time. Each part says what it is sorted by, for the server would
-- sort all of it.

-- name: RootsBest
(SELECT n, score FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score <> 0 AND (score, n) < (?1, ?2)
 ORDER BY score DESC, n DESC LIMIT ?3)
UNION ALL
(SELECT n, score FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score = 0
   AND n < CASE WHEN CAST(?1 AS BIGINT) > 0 THEN 9223372036854775807 WHEN CAST(?1 AS BIGINT) = 0 THEN CAST(?2 AS BIGINT) ELSE 0 END
 ORDER BY score DESC, n DESC LIMIT ?3)
ORDER BY score DESC, n DESC LIMIT ?3;

-- name: RootsNew
(SELECT n, created_at FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score = 0 AND n < ?2 AND created_at <= ?1
 ORDER BY n DESC LIMIT ?3)
UNION ALL
(SELECT n, created_at FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score <> 0 AND n < ?2 AND created_at <= ?1
 ORDER BY n DESC LIMIT ?3)
ORDER BY n DESC LIMIT ?3;

-- name: RootsOld
(SELECT n, created_at FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score = 0 AND n > ?2 AND created_at >= ?1
 ORDER BY n LIMIT ?3)
UNION ALL
(SELECT n, created_at FROM comments
 WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND score <> 0 AND n > ?2 AND created_at >= ?1
 ORDER BY n LIMIT ?3)
ORDER BY n LIMIT ?3;

-- name: RootsRecent
-- The newest roots below a post, with their votes.
(SELECT n, upvotes, downvotes FROM comments
 WHERE post_id = ?1 AND depth = 0 AND hidden < 2 AND score = 0
 ORDER BY n DESC LIMIT ?2)
UNION ALL
(SELECT n, upvotes, downvotes FROM comments
 WHERE post_id = ?1 AND depth = 0 AND hidden < 2 AND score <> 0
 ORDER BY n DESC LIMIT ?2)
ORDER BY n DESC LIMIT ?2;
