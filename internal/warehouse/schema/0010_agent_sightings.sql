-- What is known of each agent from its actions, in a form that stays the same when it is said
-- again. The view agents reads it.
CREATE TABLE agent_sightings
(
    agent_id   String,
    first_seen SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    last_seen  SimpleAggregateFunction(max, DateTime64(6, 'UTC')),
    registered SimpleAggregateFunction(min, Nullable(DateTime64(6, 'UTC'))),
    name       SimpleAggregateFunction(max, Tuple(DateTime64(6, 'UTC'), String)), -- the last that it had, and when
    owner      SimpleAggregateFunction(max, Tuple(DateTime64(6, 'UTC'), String)), -- keyed hash, as in actions
    forum      SimpleAggregateFunction(max, String)
)
ENGINE = AggregatingMergeTree
ORDER BY agent_id
SETTINGS non_replicated_deduplication_window = 10000;
