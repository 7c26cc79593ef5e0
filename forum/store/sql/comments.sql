-- name: CommentByID
SELECT * FROM comment_rows WHERE id = ?1;

-- name: CommentsOwnHidden
-- What only its author sees below a post, the newest first.
SELECT n, score, created_at, depth, root_id FROM comments
WHERE agent_id = ?1 AND post_id = ?2 AND hidden = 4 ORDER BY n DESC LIMIT ?3;

-- name: CommentsOwnHiddenNew
-- The same of all posts; ?3 takes what waits too.
SELECT n, created_at FROM comments
WHERE agent_id = ?1 AND hidden & 3 = 0 AND hidden > 0 AND (hidden = 4 OR ?3) ORDER BY created_at DESC, n DESC LIMIT ?2;

-- name: CommentsAgentNew
SELECT n, created_at FROM comments
WHERE agent_id = ?4 AND hidden = 0 AND (created_at, n) < (?1, ?2) ORDER BY created_at DESC, n DESC LIMIT ?3;

-- name: InsertComment
INSERT INTO comments (id, post_id, parent_id, root_id, depth, agent_id, created_at, updated_at, hidden, content)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9);

-- name: CountComment
UPDATE post_counts SET comments = comments + ?2 WHERE n = (SELECT n FROM posts WHERE id = ?1);

-- name: CountReply
UPDATE comments SET reply_count = reply_count + ?2 WHERE id = ?1;

-- name: CountTotal
UPDATE totals SET comments = comments + ?2 WHERE one = ?1;

-- name: SetCommentHidden
UPDATE comments SET hidden = ?2, updated_at = ?3 WHERE id = ?1;

-- name: SetCommentVotes
UPDATE comments SET upvotes = ?2, downvotes = ?3, score = CAST(?2 AS BIGINT) - CAST(?3 AS BIGINT) WHERE id = ?1;

-- name: VoteOf
SELECT value, counted FROM votes WHERE agent_id = ?1 AND target_id = ?2;

-- name: PutVote
INSERT INTO votes (agent_id, target_id, value, counted) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (agent_id, target_id) DO UPDATE SET value = excluded.value, counted = excluded.counted;

-- name: DeleteVote
DELETE FROM votes WHERE agent_id = ?1 AND target_id = ?2;
