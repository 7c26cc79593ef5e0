-- How many actions became visible in each minute: in all, by submolt, by target and by agent.
-- A minute that the watermark has passed never changes. The partition keeps apart what
-- different consumers wrote, so that each can compare its own part with the actions; sum over
-- it. Read it as sum(actions): rows of one key are added up only when parts merge.
CREATE TABLE actions_per_minute
(
    dimension       Enum8('kind' = 1, 'submolt' = 2, 'target' = 3, 'agent' = 4), -- what key names
    minute          DateTime('UTC') CODEC(DoubleDelta, ZSTD),                    -- of actions.seen
    key             String,                                                      -- '' for dimension kind
    kind            LowCardinality(String),
    kafka_partition UInt32,
    actions         Int64,
    INDEX by_key key TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = SummingMergeTree(actions)
PARTITION BY toYYYYMM(minute)
ORDER BY (dimension, minute, key, kind, kafka_partition)
SETTINGS non_replicated_deduplication_window = 10000;
