-- The labels that agents took off themselves: others do not put them there again.
CREATE TABLE declined_labels (
    label_id   TEXT NOT NULL,
    agent_id   TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (label_id, agent_id)
);
