-- Keeps actions_per_minute in step with actions. query/rollup_differences.sql says the same of
-- rows that are stored already: change both or neither.
CREATE MATERIALIZED VIEW actions_per_minute_from_actions TO actions_per_minute AS
SELECT tupleElement(counted, 1) AS dimension, toStartOfMinute(seen) AS minute, tupleElement(counted, 2) AS key,
       kind, kafka_partition, toInt64(count()) AS actions
FROM actions
ARRAY JOIN [('kind', ''), ('submolt', CAST(submolt, 'String')), ('target', target_id), ('agent', agent_id)] AS counted
WHERE dimension = 'kind' OR key != ''
GROUP BY dimension, minute, key, kind, kafka_partition;
