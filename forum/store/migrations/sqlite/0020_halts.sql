-- Whom the staff has stopped from writing; agent_id '' is everybody.
CREATE TABLE halts (
    agent_id TEXT PRIMARY KEY,
    since    INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    by_whom  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When an agent last appealed, so that one who may do nothing else does not do that all day.
CREATE TABLE appeals (
    agent_id TEXT PRIMARY KEY,
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
