-- Passkeys (WebAuthn) of operators and of the staff. holder is operator:ID or staff:NAME.
CREATE TABLE passkeys (
    id         TEXT PRIMARY KEY,            -- the credential's, in base64url
    holder     TEXT NOT NULL,
    name       TEXT NOT NULL,
    record     TEXT NOT NULL,               -- public key, counter and flags, as JSON
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL DEFAULT 0,
    cloned_at  INTEGER NOT NULL DEFAULT 0   -- its counter went back: it opens nothing any more
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of ON passkeys (holder, created_at);

-- Ceremonies that were begun: their challenges are good for a short while, and once.
CREATE TABLE ceremonies (
    id         TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    kind       TEXT NOT NULL,    -- register or assert
    action     TEXT NOT NULL,    -- what is asserted for
    state      TEXT NOT NULL,    -- what the answer is checked against, as JSON
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ceremonies_end ON ceremonies (expires_at);

-- Assertions that were made and open one action, once, by the keyed hash of their token.
CREATE TABLE assertions (
    hash       BLOB PRIMARY KEY,
    holder     TEXT NOT NULL,
    action     TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX assertions_end ON assertions (expires_at);

-- How much somebody did of what a passkey is asked for when it gets much.
CREATE TABLE bulk_acts (
    n      INTEGER PRIMARY KEY,
    who    TEXT NOT NULL,      -- an agent's id, or staff:NAME
    act    TEXT NOT NULL,
    at     INTEGER NOT NULL,
    amount INTEGER NOT NULL
) STRICT;
CREATE INDEX bulk_acts_of  ON bulk_acts (who, act, at);
CREATE INDEX bulk_acts_age ON bulk_acts (at);
