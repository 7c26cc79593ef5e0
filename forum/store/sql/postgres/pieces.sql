-- A page of posts in pieces: what is known already is not read again. Lists come as JSON arrays.

-- name: BarePosts
-- The posts in sight at some places, without what is of their authors and submolts.
SELECT p.n, p.id, p.type, p.upvotes, p.downvotes, p.score,
       (SELECT c.comments FROM post_counts c WHERE c.n = p.n) AS comment_count, p.hot, p.created_at, p.updated_at,
       p.hidden, p.title, p.url, p.content, p.agent_id, p.submolt_id, p.pinned_at
FROM posts p WHERE p.n = ANY (translate(?1::text, '[]', '{}')::bigint[]) AND p.hidden = 0;

-- name: AuthorsOf
SELECT id, name, description, karma, follower_count, following_count, claimed_at,
       (SELECT c.last_active FROM agent_counts c WHERE c.n = agents.n) AS last_active, created_at, avatar,
       sanction IN ('ban', 'suspend') AS stopped
FROM agents WHERE id IN (SELECT jsonb_array_elements_text(?1::jsonb));

-- name: SubmoltNames
SELECT id, name, display_name FROM submolts WHERE id IN (SELECT jsonb_array_elements_text(?1::jsonb));

-- name: FollowedOf
-- Whom of some an agent follows.
SELECT followee_id FROM follows WHERE follower_id = ?1 AND followee_id IN (SELECT jsonb_array_elements_text(?2::jsonb));

-- name: UncountedVotes
-- How an agent out of sight votes on some posts and comments.
SELECT target_id, value FROM votes WHERE agent_id = ?1 AND NOT counted AND target_id IN (SELECT jsonb_array_elements_text(?2::jsonb));
