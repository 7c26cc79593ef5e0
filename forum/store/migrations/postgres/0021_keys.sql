-- Bearer keys may end by themselves; one that was rotated ends a while after.
ALTER TABLE keys ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0; -- 0: never
CREATE INDEX keys_of ON keys (agent_id);

-- The Ed25519 keys by which agents sign their calls: public ones, 32 bytes.
CREATE TABLE signers (
    agent_id    TEXT PRIMARY KEY,
    public_key  BYTEA NOT NULL,
    only_signed BOOLEAN NOT NULL DEFAULT false, -- bearer keys open nothing
    since       BIGINT NOT NULL
);

-- Signed calls that were made, for as long as their signature would be taken again.
CREATE TABLE signed_calls (
    agent_id   TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (agent_id, nonce)
);
CREATE INDEX signed_calls_end ON signed_calls (expires_at);
