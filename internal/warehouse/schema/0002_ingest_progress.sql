-- How far each stage of ingest has come in each partition. A row is written after the rows
-- that it covers; the highest offset counts. `watermark` is the event time up to which the
-- partition is complete; the arrays keep what each producer last said.
CREATE TABLE ingest_progress
(
    stage               LowCardinality(String),
    kafka_partition     UInt32,
    next_offset         Int64,
    watermark           DateTime64(6, 'UTC'),
    broker_time         DateTime64(3, 'UTC'),
    producers           Array(String),
    producer_seqs       Array(UInt64),
    producer_watermarks Array(DateTime64(6, 'UTC')),
    producer_heard      Array(DateTime64(3, 'UTC')),
    rows                UInt64, -- stored since the topic began
    duplicates          UInt64, -- dropped: the producer said them twice
    dead_letters        UInt64,
    late                UInt64
)
ENGINE = ReplacingMergeTree(next_offset)
ORDER BY (stage, kafka_partition);
