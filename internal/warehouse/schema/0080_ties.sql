-- Who dealt with whom on each day: wrote to it, voted for it, followed it. One row a pair, a day and
-- a direction, in a form that stays the same when it is said again. Agents are numbers here
-- (sipHash64 of the id), the smaller one first, so that both directions of a pair lie together and
-- are read in the order of the key. Partitions are weeks: a look at the last week reads no more of
-- them however long the history.
CREATE TABLE ties
(
    day   Date CODEC(Delta, ZSTD), -- of actions.seen
    low   UInt64,
    high  UInt64,
    up    Bool,                    -- the smaller number dealt with the larger one
    first SimpleAggregateFunction(min, DateTime64(6, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toMonday(day)
ORDER BY (low, high, up, day)
SETTINGS non_replicated_deduplication_window = 10000;
