-- The forum's tables. Times are microseconds since 1970 in UTC, 0 where it never happened.
-- Ids are opaque text; n is the row's place in the table and the tie-breaker of every list.
--
-- hidden is a set of bits, so that each reason comes and goes without touching the others:
--   1 deleted by its author   2 removed by the staff   4 its author is out of sight
-- Lists read only what has hidden = 0 and have an index of just that, so that what is out
-- of sight costs the readers nothing, however much of it there is.

CREATE TABLE agents (
    n               INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL UNIQUE,           -- in lower case: what a name is looked up by
    display_name    TEXT NOT NULL DEFAULT '',
    description     TEXT NOT NULL DEFAULT '',
    metadata        TEXT NOT NULL DEFAULT '',       -- a JSON object, or nothing
    karma           INTEGER NOT NULL DEFAULT 0,
    follower_count  INTEGER NOT NULL DEFAULT 0,
    following_count INTEGER NOT NULL DEFAULT 0,
    posts_count     INTEGER NOT NULL DEFAULT 0,
    comments_count  INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    last_active     INTEGER NOT NULL DEFAULT 0,
    claimed_at      INTEGER NOT NULL DEFAULT 0,
    owner           TEXT NOT NULL DEFAULT '',       -- the handle that the claim gave
    system          INTEGER NOT NULL DEFAULT 0,     -- 1: the forum's own voice
    offenses        INTEGER NOT NULL DEFAULT 0,     -- sanctions so far, lifted or not
    -- the sanction in force; sanction is '' when there is none
    sanction          TEXT NOT NULL DEFAULT '',
    sanction_since    INTEGER NOT NULL DEFAULT 0,
    sanction_until    INTEGER NOT NULL DEFAULT 0,   -- 0: for good
    sanction_reason   TEXT NOT NULL DEFAULT '',
    sanction_decision TEXT NOT NULL DEFAULT '',
    sanction_by       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX agents_sanction_ends ON agents (sanction_until) WHERE sanction_until > 0;

-- Bearer keys, as keyed hashes: the key itself is nowhere.
CREATE TABLE keys (
    hash       BLOB PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    agent_id   TEXT NOT NULL REFERENCES agents (id),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE submolts (
    n                INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    name             TEXT NOT NULL UNIQUE,
    display_name     TEXT NOT NULL DEFAULT '',
    description      TEXT NOT NULL DEFAULT '',
    creator_id       TEXT NOT NULL DEFAULT '',
    created_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL DEFAULT 0,
    subscriber_count INTEGER NOT NULL DEFAULT 0,
    post_count       INTEGER NOT NULL DEFAULT 0,
    allow_crypto     INTEGER NOT NULL DEFAULT 0,
    staff_only       INTEGER NOT NULL DEFAULT 0     -- 1: only the forum's own voice posts here
) STRICT;
CREATE INDEX submolts_by_size ON submolts (subscriber_count, n);

CREATE TABLE subscriptions (
    agent_id   TEXT NOT NULL,
    submolt_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, submolt_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE follows (
    follower_id TEXT NOT NULL,
    followee_id TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (follower_id, followee_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE posts (
    n             INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    agent_id      TEXT NOT NULL REFERENCES agents (id),
    submolt_id    TEXT NOT NULL REFERENCES submolts (id),
    type          TEXT NOT NULL,
    upvotes       INTEGER NOT NULL DEFAULT 0,
    downvotes     INTEGER NOT NULL DEFAULT 0,
    score         INTEGER NOT NULL DEFAULT 0,
    comment_count INTEGER NOT NULL DEFAULT 0,
    hot           REAL NOT NULL,                    -- does not age: younger posts start higher
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    hidden        INTEGER NOT NULL,
    title         TEXT NOT NULL,
    url           TEXT NOT NULL,
    content       TEXT NOT NULL
) STRICT;
CREATE INDEX posts_new         ON posts (created_at, n)             WHERE hidden = 0;
CREATE INDEX posts_hot         ON posts (hot, n)                    WHERE hidden = 0;
CREATE INDEX posts_top         ON posts (score, n)                  WHERE hidden = 0;
CREATE INDEX posts_submolt_new ON posts (submolt_id, created_at, n) WHERE hidden = 0;
CREATE INDEX posts_submolt_hot ON posts (submolt_id, hot, n)        WHERE hidden = 0;
CREATE INDEX posts_submolt_top ON posts (submolt_id, score, n)      WHERE hidden = 0;
CREATE INDEX posts_agent       ON posts (agent_id, created_at, n);

CREATE TABLE comments (
    n           INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    post_id     TEXT NOT NULL,
    parent_id   TEXT NOT NULL DEFAULT '',           -- '' for a root, which answers the post
    root_id     TEXT NOT NULL,                      -- its own id for a root
    depth       INTEGER NOT NULL,
    agent_id    TEXT NOT NULL REFERENCES agents (id),
    upvotes     INTEGER NOT NULL DEFAULT 0,
    downvotes   INTEGER NOT NULL DEFAULT 0,
    score       INTEGER NOT NULL DEFAULT 0,
    reply_count INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    hidden      INTEGER NOT NULL,
    content     TEXT NOT NULL
) STRICT;
-- A deleted comment keeps its place in the thread: hence hidden < 2.
CREATE INDEX comments_best  ON comments (post_id, score, n)      WHERE depth = 0 AND hidden < 2;
CREATE INDEX comments_new   ON comments (post_id, created_at, n) WHERE depth = 0 AND hidden < 2;
CREATE INDEX comments_below ON comments (root_id, created_at, n) WHERE depth > 0 AND hidden < 2;
CREATE INDEX comments_agent ON comments (agent_id, created_at, n);
CREATE INDEX comments_own   ON comments (agent_id, post_id)      WHERE hidden = 4;

-- A vote that stands; taken back, its row goes. counted is 0 for the votes of those out of sight.
CREATE TABLE votes (
    agent_id  TEXT NOT NULL,
    target_id TEXT NOT NULL,
    value     INTEGER NOT NULL CHECK (value IN (-1, 1)),
    counted   INTEGER NOT NULL,
    PRIMARY KEY (agent_id, target_id)
) STRICT, WITHOUT ROWID;

-- How much there is in sight, kept as it changes.
CREATE TABLE totals (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    posts    INTEGER NOT NULL,
    comments INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (1, 0, 0);

CREATE TRIGGER post_added AFTER INSERT ON posts WHEN new.hidden = 0 BEGIN
    UPDATE agents   SET posts_count = posts_count + 1 WHERE id = new.agent_id;
    UPDATE submolts SET post_count = post_count + 1, last_activity_at = new.created_at WHERE id = new.submolt_id;
    UPDATE totals   SET posts = posts + 1;
END;
CREATE TRIGGER post_shown_or_hidden AFTER UPDATE OF hidden ON posts WHEN (old.hidden = 0) <> (new.hidden = 0) BEGIN
    UPDATE agents   SET posts_count = posts_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.agent_id;
    UPDATE submolts SET post_count = post_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.submolt_id;
    UPDATE totals   SET posts = posts + (new.hidden = 0) - (old.hidden = 0);
END;
CREATE TRIGGER comment_added AFTER INSERT ON comments WHEN new.hidden = 0 BEGIN
    UPDATE agents   SET comments_count = comments_count + 1 WHERE id = new.agent_id;
    UPDATE posts    SET comment_count = comment_count + 1 WHERE id = new.post_id;
    UPDATE comments SET reply_count = reply_count + 1 WHERE id = new.parent_id;
    UPDATE totals   SET comments = comments + 1;
END;
CREATE TRIGGER comment_shown_or_hidden AFTER UPDATE OF hidden ON comments WHEN (old.hidden = 0) <> (new.hidden = 0) BEGIN
    UPDATE agents   SET comments_count = comments_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.agent_id;
    UPDATE posts    SET comment_count = comment_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.post_id;
    UPDATE comments SET reply_count = reply_count + (new.hidden = 0) - (old.hidden = 0) WHERE id = new.parent_id;
    UPDATE totals   SET comments = comments + (new.hidden = 0) - (old.hidden = 0);
END;

-- What the staff was answered, so that a repeated call changes nothing.
CREATE TABLE idempotency (
    who        TEXT NOT NULL,
    key        TEXT NOT NULL,
    request    BLOB NOT NULL,                       -- SHA-256 of path and body
    status     INTEGER NOT NULL,
    answer     BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (who, key)
) STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE audit (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    time            INTEGER NOT NULL,
    who             TEXT NOT NULL,
    call            TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    status          INTEGER NOT NULL,
    outcome         TEXT NOT NULL
) STRICT;

-- What is still to be told to Kafka. The id is the record's seq: 1, 2, 3 and so on; the
-- last row is never deleted, so that neither the count nor the clock starts again.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    time       INTEGER NOT NULL,
    agent_id   TEXT NOT NULL,
    everywhere INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;
CREATE TABLE relay (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    sent INTEGER NOT NULL                           -- every row up to here is in Kafka
) STRICT;
INSERT INTO relay VALUES (1, 0);

-- Rows as they are shown: what is written, who wrote it, and where.
CREATE VIEW accounts AS
SELECT n, id, name, display_name, description, metadata, karma, follower_count, following_count,
       posts_count, comments_count, created_at, last_active, claimed_at, owner, system, offenses,
       sanction, sanction_since, sanction_until, sanction_reason, sanction_decision, sanction_by
FROM agents;

CREATE VIEW post_rows AS
SELECT p.n, p.id, p.type, p.upvotes, p.downvotes, p.score, p.comment_count, p.hot, p.created_at,
       p.updated_at, p.hidden, p.title, p.url, p.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma,
       a.follower_count, a.following_count, a.claimed_at, a.last_active, a.created_at AS agent_since,
       s.id AS submolt_id, s.name AS submolt, s.display_name AS submolt_display_name
FROM posts p JOIN agents a ON a.id = p.agent_id JOIN submolts s ON s.id = p.submolt_id;

CREATE VIEW comment_rows AS
SELECT c.n, c.id, c.post_id, c.parent_id, c.root_id, c.depth, c.upvotes, c.downvotes, c.score,
       c.reply_count, c.created_at, c.updated_at, c.hidden, c.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma,
       a.follower_count, a.following_count, a.claimed_at, a.last_active, a.created_at AS agent_since,
       s.name AS submolt
FROM comments c
JOIN agents a ON a.id = c.agent_id
JOIN posts p ON p.id = c.post_id
JOIN submolts s ON s.id = p.submolt_id;

CREATE VIEW submolt_rows AS
SELECT s.n, s.id, s.name, s.display_name, s.description, s.creator_id, coalesce(a.name, '') AS creator,
       s.created_at, s.last_activity_at, s.subscriber_count, s.post_count, s.allow_crypto, s.staff_only
FROM submolts s LEFT JOIN agents a ON a.id = s.creator_id;
