-- What agents say against a sanction, until somebody judges it, and what came of it. Of appeals from before only the
-- time was kept: their words are in the stream. An agent's id is older than what it filed, so it comes before.
ALTER TABLE appeals RENAME TO appeals_before;
CREATE TABLE appeals (
    id                TEXT PRIMARY KEY,
    agent_id          TEXT NOT NULL,
    sanction          TEXT NOT NULL DEFAULT '',     -- what it is about; '' for none
    sanction_since    INTEGER NOT NULL DEFAULT 0,
    sanction_reason   TEXT NOT NULL DEFAULT '',
    sanction_decision TEXT NOT NULL DEFAULT '',
    words             TEXT NOT NULL DEFAULT '',     -- without what is secret
    filed_at          INTEGER NOT NULL,
    decided_at        INTEGER NOT NULL DEFAULT 0,        -- 0: it waits
    verdict           TEXT NOT NULL DEFAULT '',     -- reject or lift
    reason            TEXT NOT NULL DEFAULT '',
    decision          TEXT NOT NULL DEFAULT '',
    decided_by        TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO appeals (id, agent_id, sanction, sanction_since, sanction_reason, sanction_decision, filed_at)
SELECT b.agent_id, b.agent_id, a.sanction, a.sanction_since, a.sanction_reason, a.sanction_decision, b.at
FROM appeals_before b JOIN agents a ON a.id = b.agent_id;
DROP TABLE appeals_before;
CREATE INDEX appeals_of      ON appeals (agent_id, filed_at);
CREATE INDEX appeals_waiting ON appeals (id) WHERE decided_at = 0;
CREATE INDEX appeals_decided ON appeals (id) WHERE decided_at > 0;
