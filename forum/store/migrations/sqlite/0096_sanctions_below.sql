-- Sanctions that others have taken the place of, one of a kind for each agent: the last one comes back when what is over it
-- is lifted or over, unless its own time is over by then.
CREATE TABLE sanctions_below (
    agent_id     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    since        INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    decision     TEXT NOT NULL,
    given_by     TEXT NOT NULL,
    out_of_sight TEXT NOT NULL,
    PRIMARY KEY (agent_id, kind)
) STRICT, WITHOUT ROWID;
