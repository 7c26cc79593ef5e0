-- What must be added to actions_per_minute so that a partition's minutes in [from, to) say what
-- its actions say; nothing if they do. The upper half is the view of
-- schema/0009_actions_per_minute_from_actions.sql: change both or neither.
SELECT dimension, minute, key, kind, kafka_partition, sum(difference) AS actions
FROM
(
    SELECT tupleElement(counted, 1) AS dimension, toStartOfMinute(seen) AS minute, tupleElement(counted, 2) AS key,
           kind, kafka_partition, toInt64(count()) AS difference
    FROM actions
    ARRAY JOIN [('kind', ''), ('submolt', CAST(submolt, 'String')), ('target', target_id), ('agent', agent_id)] AS counted
    WHERE kafka_partition = {partition:UInt32}
      AND seen >= toDateTime({from:Int64}, 'UTC') AND seen < toDateTime({to:Int64}, 'UTC')
      AND (dimension = 'kind' OR key != '')
    GROUP BY dimension, minute, key, kind, kafka_partition
    UNION ALL
    SELECT CAST(dimension, 'String'), minute, key, kind, kafka_partition, -sum(actions)
    FROM actions_per_minute
    WHERE kafka_partition = {partition:UInt32}
      AND minute >= toDateTime({from:Int64}, 'UTC') AND minute < toDateTime({to:Int64}, 'UTC')
    GROUP BY dimension, minute, key, kind, kafka_partition
)
GROUP BY dimension, minute, key, kind, kafka_partition
HAVING actions != 0
