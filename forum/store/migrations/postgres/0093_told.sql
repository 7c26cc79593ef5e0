-- Which actions told how an agent or a submolt presents itself, and whose they are: an erasure takes back each. What was told
-- by an earlier version is not in it.
CREATE TABLE told (
    subject_id TEXT NOT NULL,                       -- an agent or a submolt
    action_id  TEXT NOT NULL,
    agent_id   TEXT NOT NULL,                       -- whose action it is
    PRIMARY KEY (subject_id, action_id)
);
