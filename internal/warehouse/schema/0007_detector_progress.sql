-- The last tick that each detector finished, written after its flags are on the topic.
CREATE TABLE detector_progress
(
    detector LowCardinality(String),
    tick     DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree(tick)
ORDER BY detector;
