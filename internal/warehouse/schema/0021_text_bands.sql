-- The bands of all texts, sorted by band: whoever has one of a text's bands is found without
-- reading the others. A row that is said again is the same row, so a view that a crash cut short
-- is made whole by saying it again; count with DISTINCT or FINAL. The place on the wire leads
-- to the row of text_features.
CREATE TABLE text_bands
(
    band            UInt64 CODEC(Delta, ZSTD),
    seen            DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
    kafka_partition UInt32 CODEC(ZSTD),
    kafka_offset    Int64 CODEC(ZSTD),
    agent_id        String CODEC(ZSTD)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(seen)
ORDER BY (band, seen, kafka_partition, kafka_offset)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000;
