-- What the moderator decided, one row a state that a decision went through.
CREATE TABLE decisions
(
    id             String,
    state          LowCardinality(String),
    time           DateTime64(6, 'UTC'),
    flags          Array(String),
    subject_kind   LowCardinality(String),
    subject_id     String,
    agents         Array(String),
    items          Array(String),
    action         LowCardinality(String),
    until          Nullable(DateTime64(6, 'UTC')),
    policy_version LowCardinality(String),
    policy_rule    LowCardinality(String),
    judge          LowCardinality(String),
    confidence     Float64,
    mode           LowCardinality(String),
    by             LowCardinality(String),
    reason         String,
    trace_steps    Array(String),
    trace_texts    Array(String),
    prev           String,
    traceparent    String,
    kafka_offset   Int64
)
ENGINE = ReplacingMergeTree(kafka_offset)
ORDER BY (id, state);
