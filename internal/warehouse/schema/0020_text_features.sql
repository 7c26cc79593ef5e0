-- What was worked out of each text, one row an action that has one; a direct message has a row
-- too, of what its forum worked out. Sorted as actions are, so that a tick reads one narrow
-- range; `seen` is the same as there.
CREATE TABLE text_features
(
    kafka_partition UInt32,
    kafka_offset    Int64 CODEC(Delta, ZSTD),
    seen            DateTime64(6, 'UTC') CODEC(Delta, ZSTD),

    -- of the action
    action_id       String,
    time            DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    kind            LowCardinality(String),
    agent_id        String,
    submolt         LowCardinality(String),
    post_id         String,
    parent_id       String,
    target_id       String,
    target_agent_id String,

    -- of its text: title, a line break and body, or the one that there is
    embedding       Array(Int8) CODEC(ZSTD),      -- 256: a unit vector times 127; all zero: none
    injection       Float32,                      -- probability that it tries to take its reader over
    injection_start UInt32,                       -- bytes of the text: the span that causes it
    injection_end   UInt32,
    repeats         Float32,                      -- probability that it asks its reader to spread it
    secrets         Array(LowCardinality(String)),-- kinds of secrets and scams in it
    links           Array(String),                -- hosts that it links to
    wallets         Array(String),                -- addresses of wallets in it
    runes           UInt32,                       -- its length
    words_hash      UInt64,                       -- of its normalised form: equal for disguised copies
    bands           Array(UInt64) CODEC(NONE),    -- of its MinHash sketch: hashes do not compress
    pieces          Array(UInt32) CODEC(NONE),    -- of its passages, in order (internal/neardup)

    INDEX by_offset kafka_offset TYPE minmax GRANULARITY 1,
    INDEX by_id     action_id    TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_agent  agent_id     TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_words  words_hash   TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(seen)
ORDER BY (seen, kafka_partition, kafka_offset)
SETTINGS non_replicated_deduplication_window = 10000;
