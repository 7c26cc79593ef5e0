-- Who claimed which agent, and when first, in a form that stays the same when it is said again.
CREATE TABLE agent_claims
(
    owner    String, -- keyed hash, as in actions
    agent_id String,
    claimed  SimpleAggregateFunction(min, DateTime64(6, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (owner, agent_id)
SETTINGS non_replicated_deduplication_window = 10000;
