-- Which flags an agent or an item stands in: the first page of anybody's dossier.
CREATE TABLE flag_members
(
    member_id String,
    member    Enum8('agent' = 1, 'item' = 2),
    flag_id   String,
    detector  LowCardinality(String),
    time      DateTime64(6, 'UTC') -- the tick that added it
)
ENGINE = ReplacingMergeTree
ORDER BY (member_id, flag_id, time);
