-- People who answer for agents. How one is reached is kept as a keyed hash, never as it is.
CREATE TABLE operators (
    id         TEXT PRIMARY KEY,
    contact    TEXT NOT NULL UNIQUE, -- keyed hash, in hex
    handle     TEXT NOT NULL,        -- shown as the owner of its agents
    handle_key TEXT NOT NULL UNIQUE, -- in lower case
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose an agent is. A row stays when the agent is released: its round makes old claim links void.
CREATE TABLE operator_agents (
    agent_id    TEXT PRIMARY KEY,
    operator_id TEXT NOT NULL,              -- '' once it was released
    since       INTEGER NOT NULL,
    round       INTEGER NOT NULL DEFAULT 0  -- how often it was released
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_agents_of ON operator_agents (operator_id, agent_id) WHERE operator_id <> '';

-- What somebody was asked to prove: that a contact is theirs, to claim an agent or to sign in.
CREATE TABLE proofs (
    id         TEXT PRIMARY KEY,
    contact    TEXT NOT NULL,
    agent_id   TEXT NOT NULL,           -- '': to sign in
    handle     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX proofs_contact ON proofs (contact, created_at);
CREATE INDEX proofs_agent   ON proofs (agent_id, created_at) WHERE agent_id <> '';
CREATE INDEX proofs_end     ON proofs (expires_at);

-- Operators who are signed in, by the keyed hash of their token.
CREATE TABLE operator_sessions (
    hash        BLOB PRIMARY KEY,
    operator_id TEXT NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operator_sessions_end ON operator_sessions (expires_at);
