-- name: CommentsAt
-- The rows of a page, given its places as a JSON array, in that order; ?2 is the viewer.
SELECT c.*
FROM unnest(translate(?1::text, '[]', '{}')::bigint[]) WITH ORDINALITY place (n, key) JOIN comment_rows c ON c.n = place.n
WHERE c.hidden < 2 OR (c.hidden = 4 AND c.agent_id = ?2)
ORDER BY place.key;

-- name: RepliesBelow
-- Places of the replies below some roots (a JSON array of ids), so many of each root at most.
SELECT c.n
FROM json_array_elements_text(?1::json) root (id) CROSS JOIN LATERAL (
    SELECT d.n FROM comments d
    WHERE d.root_id = root.id AND d.depth > 0 AND d.hidden < 2
    ORDER BY d.created_at, d.n LIMIT ?2) c
ORDER BY c.n;
