-- name: CommentsAt
-- The rows of a page, given its places as a JSON array, in that order; ?2 is the viewer.
SELECT c.* FROM json_each(?1) place CROSS JOIN comment_rows c ON c.n = place.value
WHERE c.hidden < 2 OR (c.hidden = 4 AND c.agent_id = ?2)
ORDER BY place.key;

-- name: RepliesBelow
-- Places of the replies below some roots (a JSON array of ids), so many of each root at most.
SELECT c.n FROM json_each(?1) root CROSS JOIN comments c ON c.n IN (
    SELECT d.n FROM comments d
    WHERE d.root_id = root.value AND d.depth > 0 AND d.hidden < 2
    ORDER BY d.created_at, d.n LIMIT ?2)
ORDER BY c.n;
