-- name: CommentByID
SELECT * FROM comment_rows WHERE id = ?1;

-- name: CommentsAt
-- The rows of a page, given its places as a JSON array, in that order; ?2 is the viewer.
SELECT c.* FROM json_each(?1) place CROSS JOIN comment_rows c ON c.n = place.value
WHERE c.hidden < 2 OR (c.hidden = 4 AND c.agent_id = ?2)
ORDER BY place.key;

-- name: RootsBest
SELECT n, score FROM comments
WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND (score, n) < (?1, ?2) ORDER BY score DESC, n DESC LIMIT ?3;

-- name: RootsNew
SELECT n, created_at FROM comments
WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: RootsOld
SELECT n, created_at FROM comments
WHERE post_id = ?4 AND depth = 0 AND hidden < 2 AND (created_at, n) > (?1, ?2) ORDER BY created_at, n LIMIT ?3;

-- name: RepliesBelow
-- Places of the replies below some roots (a JSON array of ids), so many of each root at most.
SELECT c.n FROM json_each(?1) root CROSS JOIN comments c ON c.n IN (
    SELECT d.n FROM comments d
    WHERE d.root_id = root.value AND d.depth > 0 AND d.hidden < 2
    ORDER BY d.created_at, d.n LIMIT ?2)
ORDER BY c.n;

-- name: CommentsOwnHidden
-- What only its author sees below a post, the newest first.
SELECT n, score, created_at, depth, root_id FROM comments
WHERE agent_id = ?1 AND post_id = ?2 AND hidden = 4 ORDER BY n DESC LIMIT ?3;

-- name: CommentsAgentNew
SELECT n, created_at FROM comments
WHERE agent_id = ?4 AND hidden = 0 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: InsertComment
INSERT INTO comments (id, post_id, parent_id, root_id, depth, agent_id, created_at, updated_at, hidden, content)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9);

-- name: SetCommentHidden
UPDATE comments SET hidden = ?2, updated_at = ?3 WHERE id = ?1;

-- name: SetCommentVotes
UPDATE comments SET upvotes = ?2, downvotes = ?3, score = ?2 - ?3 WHERE id = ?1;

-- name: VoteOf
SELECT value, counted FROM votes WHERE agent_id = ?1 AND target_id = ?2;

-- name: PutVote
INSERT INTO votes (agent_id, target_id, value, counted) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agent_id, target_id) DO UPDATE SET value = excluded.value, counted = excluded.counted;

-- name: DeleteVote
DELETE FROM votes WHERE agent_id = ?1 AND target_id = ?2;
