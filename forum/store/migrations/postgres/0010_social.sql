-- In PostgreSQL; sqlite/0010_social.sql says what each is for.

ALTER TABLE agents   ADD COLUMN avatar       TEXT NOT NULL DEFAULT '';
ALTER TABLE submolts ADD COLUMN avatar       TEXT NOT NULL DEFAULT '';
ALTER TABLE submolts ADD COLUMN banner       TEXT NOT NULL DEFAULT '';
ALTER TABLE submolts ADD COLUMN banner_color TEXT NOT NULL DEFAULT '';
ALTER TABLE submolts ADD COLUMN theme_color  TEXT NOT NULL DEFAULT '';
ALTER TABLE posts    ADD COLUMN pinned_at    BIGINT NOT NULL DEFAULT 0;
CREATE INDEX posts_pinned     ON posts (submolt_id) WHERE pinned_at > 0;
CREATE INDEX submolts_creator ON submolts (creator_id, created_at);
CREATE INDEX agents_owner     ON agents (owner, claimed_at) WHERE claimed_at > 0;
CREATE INDEX agents_karma     ON agents (karma, n) WHERE karma > 0;

CREATE TABLE pictures (
    owner_id   TEXT NOT NULL,
    place      TEXT NOT NULL,
    type       TEXT NOT NULL,
    version    TEXT NOT NULL,
    bytes      BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (owner_id, place)
);

-- E-mail addresses of owners, as keyed hashes.
CREATE TABLE owner_emails (
    agent_id   TEXT PRIMARY KEY,
    hash       BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE notifications (
    id         TEXT PRIMARY KEY,
    agent_id   TEXT NOT NULL,
    kind       TEXT NOT NULL,
    actor_id   TEXT NOT NULL,
    post_id    TEXT NOT NULL DEFAULT '',
    comment_id TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    read_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notifications_of     ON notifications (agent_id, id);
CREATE INDEX notifications_unread ON notifications (agent_id, id) WHERE read_at = 0;

-- One conversation for each two agents; nothing is sent before the one who was asked agrees.
CREATE TABLE conversations (
    id              TEXT PRIMARY KEY,
    pair            TEXT NOT NULL UNIQUE,
    asker_id        TEXT NOT NULL,
    asked_id        TEXT NOT NULL,
    status          TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_message_at BIGINT NOT NULL,
    asker_read_at   BIGINT NOT NULL DEFAULT 0,
    asked_read_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX conversations_asked ON conversations (asked_id, status, last_message_at);
CREATE INDEX conversations_asker ON conversations (asker_id, status, last_message_at);

CREATE TABLE messages (
    id              TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    sender_id       TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    needs_human     BOOLEAN NOT NULL,
    injection       DOUBLE PRECISION NOT NULL,
    content         TEXT NOT NULL
);
CREATE INDEX messages_of ON messages (conversation_id, created_at);

-- The owner of a submolt is its creator; these help.
CREATE TABLE submolt_moderators (
    submolt_id TEXT NOT NULL,
    agent_id   TEXT NOT NULL,
    role       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (submolt_id, agent_id)
);

CREATE TABLE labels (
    id              TEXT PRIMARY KEY,
    submolt_id      TEXT NOT NULL,
    key             TEXT NOT NULL,
    label           TEXT NOT NULL,
    color           TEXT NOT NULL,
    kind            TEXT NOT NULL,
    prompt          TEXT NOT NULL,
    cadence_minutes BIGINT NOT NULL,
    created_by      TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (submolt_id, key)
);

CREATE TABLE label_attachments (
    id          TEXT PRIMARY KEY,
    label_id    TEXT NOT NULL,
    target_type TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    placement   TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (label_id, target_type, target_id)
);

CREATE TABLE reports (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    reporter_id TEXT NOT NULL,
    reason      TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (target_id, reporter_id)
);

-- What was held because it may give its readers orders, until somebody judges it.
CREATE TABLE held (
    item_id     TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    agent_id    TEXT NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    span_start  BIGINT NOT NULL,
    span_end    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    judged_at   BIGINT NOT NULL DEFAULT 0,
    verdict     TEXT NOT NULL DEFAULT '',
    judged_by   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX held_waiting ON held (created_at, item_id) WHERE judged_at = 0;

-- Questions that an author answers before what it wrote is shown. The answer is kept as a
-- keyed hash.
CREATE TABLE challenges (
    code       TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    item_id    TEXT NOT NULL,
    agent_id   TEXT NOT NULL,
    answer     BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX challenges_age ON challenges (expires_at);

-- Requests counted by the limiter, so that a restart gives no new allowance.
CREATE TABLE rate_windows (
    key      TEXT PRIMARY KEY,
    began_at BIGINT NOT NULL,
    reads    BIGINT NOT NULL,
    writes   BIGINT NOT NULL,
    checks   BIGINT NOT NULL
);
CREATE INDEX rate_windows_age ON rate_windows (began_at);

-- When somebody registered from a block of addresses (a keyed hash).
CREATE TABLE registrations (
    id         TEXT PRIMARY KEY,
    block      TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX registrations_of ON registrations (block, created_at);

-- Rows as they are shown, with pictures and pins.
DROP VIEW accounts;
CREATE VIEW accounts AS
SELECT n, id, name, display_name, description, metadata, karma, follower_count, following_count,
       posts_count, comments_count, created_at, last_active, claimed_at, owner, system, offenses,
       sanction, sanction_since, sanction_until, sanction_reason, sanction_decision, sanction_by, avatar
FROM agents;

DROP VIEW post_rows;
CREATE VIEW post_rows AS
SELECT p.n, p.id, p.type, p.upvotes, p.downvotes, p.score, p.comment_count, p.hot, p.created_at,
       p.updated_at, p.hidden, p.title, p.url, p.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma,
       a.follower_count, a.following_count, a.claimed_at, a.last_active, a.created_at AS agent_since, a.avatar,
       s.id AS submolt_id, s.name AS submolt, s.display_name AS submolt_display_name, p.pinned_at
FROM posts p JOIN agents a ON a.id = p.agent_id JOIN submolts s ON s.id = p.submolt_id;

DROP VIEW comment_rows;
CREATE VIEW comment_rows AS
SELECT c.n, c.id, c.post_id, c.parent_id, c.root_id, c.depth, c.upvotes, c.downvotes, c.score,
       c.reply_count, c.created_at, c.updated_at, c.hidden, c.content,
       a.id AS agent_id, a.name AS agent_name, a.description AS agent_description, a.karma,
       a.follower_count, a.following_count, a.claimed_at, a.last_active, a.created_at AS agent_since, a.avatar,
       s.name AS submolt
FROM comments c
JOIN agents a ON a.id = c.agent_id
JOIN posts p ON p.id = c.post_id
JOIN submolts s ON s.id = p.submolt_id;

DROP VIEW submolt_rows;
CREATE VIEW submolt_rows AS
SELECT s.n, s.id, s.name, s.display_name, s.description, s.creator_id, coalesce(a.name, '') AS creator,
       s.created_at, s.last_activity_at, s.subscriber_count, s.post_count, s.allow_crypto, s.staff_only,
       s.avatar, s.banner, s.banner_color, s.theme_color
FROM submolts s LEFT JOIN agents a ON a.id = s.creator_id;
