-- Whether the author of what is read may act at all stands beside it.
DROP VIEW post_rows;
CREATE VIEW post_rows AS
SELECT p.n, p.id, p.type, p.upvotes, p.downvotes, p.score,
       (SELECT c.comments FROM post_counts c WHERE c.n = p.n) AS comment_count, p.hot, p.created_at,
       p.updated_at, p.hidden, p.title, p.url, p.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma, a.follower_count, a.following_count,
       a.claimed_at, (SELECT c.last_active FROM agent_counts c WHERE c.n = a.n) AS last_active, a.created_at AS agent_since, a.avatar,
       a.sanction IN ('ban', 'suspend') AS stopped,
       s.id AS submolt_id, s.name AS submolt, s.display_name AS submolt_display_name, p.pinned_at
FROM posts p JOIN agents a ON a.id = p.agent_id JOIN submolts s ON s.id = p.submolt_id;

DROP VIEW comment_rows;
CREATE VIEW comment_rows AS
SELECT c.n, c.id, c.post_id, c.parent_id, c.root_id, c.depth, c.upvotes, c.downvotes, c.score,
       c.reply_count, c.created_at, c.updated_at, c.hidden, c.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma, a.follower_count, a.following_count,
       a.claimed_at, (SELECT k.last_active FROM agent_counts k WHERE k.n = a.n) AS last_active, a.created_at AS agent_since, a.avatar,
       a.sanction IN ('ban', 'suspend') AS stopped,
       s.name AS submolt
FROM comments c
JOIN agents a ON a.id = c.agent_id
JOIN posts p ON p.id = c.post_id
JOIN submolts s ON s.id = p.submolt_id;

-- What an author alone sees: it is out of sight, or waits.
CREATE INDEX posts_own ON posts (agent_id, created_at, n) WHERE hidden & 3 = 0 AND hidden > 0;
CREATE INDEX comments_own_new ON comments (agent_id, created_at, n) WHERE hidden & 3 = 0 AND hidden > 0;
