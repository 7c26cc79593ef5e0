-- What detectors raised, one row a message on moderation.flags.
CREATE TABLE flags
(
    id           String,
    revision     UInt32,
    part         UInt32,
    parts        UInt32,
    detector     LowCardinality(String),
    version      LowCardinality(String),
    kind         LowCardinality(String),
    severity     LowCardinality(String),
    confidence   Float64,
    calibrated   Bool,
    time         DateTime64(6, 'UTC'),
    window_start DateTime64(6, 'UTC'),
    window_end   DateTime64(6, 'UTC'),
    cluster      String,
    agents       Array(String), -- new in this revision
    agents_total UInt32,
    items        Array(String), -- new in this revision
    items_total  UInt32,
    summary      String,
    features     Map(String, Float64),
    samples      Array(String),
    query        String,
    traceparent  String
)
ENGINE = ReplacingMergeTree
ORDER BY (id, revision, part);
