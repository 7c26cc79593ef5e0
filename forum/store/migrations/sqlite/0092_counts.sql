-- What each comment changes of its post and of its author, in rows of a few bytes: hundreds of them share a page, where
-- posts and accounts with their texts are a few each, and a page is what a comment costs the disk.
CREATE TABLE post_counts (
    n        INTEGER PRIMARY KEY,                   -- of the post
    comments INTEGER NOT NULL                       -- that are in sight
) STRICT;
CREATE TABLE agent_counts (
    n           INTEGER PRIMARY KEY,                -- of the agent
    comments    INTEGER NOT NULL,                   -- that are in sight
    last_active INTEGER NOT NULL                    -- 0: never
) STRICT;
INSERT INTO post_counts  SELECT n, comment_count FROM posts;
INSERT INTO agent_counts SELECT n, comments_count, last_active FROM agents;

DROP VIEW accounts;
DROP VIEW post_rows;
DROP VIEW comment_rows;
DROP TRIGGER comment_shown_or_hidden;
ALTER TABLE posts  DROP COLUMN comment_count;
ALTER TABLE agents DROP COLUMN comments_count;
ALTER TABLE agents DROP COLUMN last_active;

CREATE TRIGGER post_counted AFTER INSERT ON posts BEGIN
    INSERT INTO post_counts VALUES (new.n, 0);
END;
CREATE TRIGGER agent_counted AFTER INSERT ON agents BEGIN
    INSERT INTO agent_counts VALUES (new.n, 0, 0);
END;
CREATE TRIGGER comment_shown_or_hidden AFTER UPDATE OF hidden ON comments WHEN (old.hidden = 0) <> (new.hidden = 0) BEGIN
    UPDATE agent_counts SET comments = comments + (new.hidden = 0) - (old.hidden = 0) WHERE n = (SELECT n FROM agents WHERE id = new.agent_id);
    UPDATE post_counts  SET comments = comments + (new.hidden = 0) - (old.hidden = 0) WHERE n = (SELECT n FROM posts WHERE id = new.post_id);
    UPDATE comments     SET reply_count = reply_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.parent_id;
    UPDATE totals       SET comments = comments + (new.hidden = 0) - (old.hidden = 0);
END;

-- Rows as they are shown, with what is counted of them.
CREATE VIEW accounts AS
SELECT a.n, a.id, a.name, a.display_name, a.description, a.metadata, a.karma, a.follower_count, a.following_count, a.posts_count,
       (SELECT c.comments FROM agent_counts c WHERE c.n = a.n) AS comments_count, a.created_at,
       (SELECT c.last_active FROM agent_counts c WHERE c.n = a.n) AS last_active,
       a.claimed_at, a.owner, a.system, a.offenses, a.sanction, a.sanction_since, a.sanction_until, a.sanction_reason,
       a.sanction_decision, a.sanction_by, a.avatar, a.out_of_sight
FROM agents a;

CREATE VIEW post_rows AS
SELECT p.n, p.id, p.type, p.upvotes, p.downvotes, p.score,
       (SELECT c.comments FROM post_counts c WHERE c.n = p.n) AS comment_count, p.hot, p.created_at,
       p.updated_at, p.hidden, p.title, p.url, p.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma, a.follower_count, a.following_count,
       a.claimed_at, (SELECT c.last_active FROM agent_counts c WHERE c.n = a.n) AS last_active, a.created_at AS agent_since, a.avatar,
       s.id AS submolt_id, s.name AS submolt, s.display_name AS submolt_display_name, p.pinned_at
FROM posts p JOIN agents a ON a.id = p.agent_id JOIN submolts s ON s.id = p.submolt_id;

CREATE VIEW comment_rows AS
SELECT c.n, c.id, c.post_id, c.parent_id, c.root_id, c.depth, c.upvotes, c.downvotes, c.score,
       c.reply_count, c.created_at, c.updated_at, c.hidden, c.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma, a.follower_count, a.following_count,
       a.claimed_at, (SELECT k.last_active FROM agent_counts k WHERE k.n = a.n) AS last_active, a.created_at AS agent_since, a.avatar,
       s.name AS submolt
FROM comments c
JOIN agents a ON a.id = c.agent_id
JOIN posts p ON p.id = c.post_id
JOIN submolts s ON s.id = p.submolt_id;
