-- Every action on the forum, one row a Kafka record, in the order in which detectors may
-- see it. Sorted by `seen`, so that a tick reads one narrow range however long the history.
CREATE TABLE actions
(
    -- where the record stood on the wire: what makes ingest exactly once
    kafka_partition UInt32,
    kafka_offset    Int64 CODEC(Delta, ZSTD),
    broker_time     DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    producer        LowCardinality(String),
    seq             UInt64 CODEC(Delta, ZSTD),

    -- event time at which a tick may see the row: its own time, or the watermark it came after
    seen            DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    late            Bool,

    -- the action as the producer wrote it (internal/event/schema/action.json)
    id              String,
    forum           LowCardinality(String),
    time            DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    kind            LowCardinality(String),
    agent_id        String,
    agent_name      String,
    origin_addr     String,
    origin_net      String,
    origin_client   String,
    origin_owner    String,
    origin_key      String,
    target_kind     LowCardinality(String),
    target_id       String,
    target_agent_id String,
    submolt         LowCardinality(String),
    post_id         String,
    parent_id       String,
    title           String CODEC(ZSTD),
    text            String CODEC(ZSTD),
    text_len        UInt32,
    text_sha256     String,
    url             String,
    value           Int64,
    items           Array(String),
    reason          String,
    traceparent     String,

    INDEX by_offset kafka_offset TYPE minmax GRANULARITY 1,
    INDEX by_agent agent_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_id    id       TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(seen)
ORDER BY (seen, kafka_partition, kafka_offset)
SETTINGS non_replicated_deduplication_window = 1000;
