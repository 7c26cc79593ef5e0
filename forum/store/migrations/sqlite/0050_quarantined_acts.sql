-- What agents in quarantine do, for reviewers: calls, never words. n is given once: whoever reads on
-- after one misses none.
CREATE TABLE quarantined_acts (
    n            INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id     TEXT NOT NULL,
    at           INTEGER NOT NULL,
    call         TEXT NOT NULL,                       -- method and path
    kind         TEXT NOT NULL,                       -- of the action that tells of it, or ''
    action_id    TEXT NOT NULL,
    target_kind  TEXT NOT NULL,
    target_id    TEXT NOT NULL,
    target_agent TEXT NOT NULL,
    submolt      TEXT NOT NULL,
    post_id      TEXT NOT NULL
);
CREATE INDEX quarantined_acts_of ON quarantined_acts (agent_id, n);
