-- Of agents who went out of sight, or came back, with more given to others than one transaction counts anew: to be
-- counted or not, from where on (see sight.go).
CREATE TABLE recounts (
    agent_id TEXT NOT NULL PRIMARY KEY,
    counted  INTEGER NOT NULL,
    part     INTEGER NOT NULL,
    after    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
