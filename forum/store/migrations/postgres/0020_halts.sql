-- Whom the staff has stopped from writing; agent_id '' is everybody.
CREATE TABLE halts (
    agent_id TEXT PRIMARY KEY,
    since    BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    by_whom  TEXT NOT NULL
);

-- When an agent last appealed, so that one who may do nothing else does not do that all day.
CREATE TABLE appeals (
    agent_id TEXT PRIMARY KEY,
    at       BIGINT NOT NULL
);
