-- Of agents who went out of sight, or came back, with more given to others than one transaction counts anew: to be
-- counted or not, from where on (see sight.go).
CREATE TABLE recounts (
    agent_id TEXT NOT NULL PRIMARY KEY,
    counted  BOOLEAN NOT NULL,
    part     BIGINT NOT NULL,
    after    TEXT NOT NULL
);
