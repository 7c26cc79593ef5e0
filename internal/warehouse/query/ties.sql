-- Says again who dealt with whom in a stretch of a partition. The SELECT is the view of
-- schema/0081_ties_from_actions.sql: change both or neither.
INSERT INTO ties (day, low, high, up, first)
SELECT toDate(seen) AS day, least(sipHash64(agent_id), sipHash64(target_agent_id)) AS low,
       greatest(sipHash64(agent_id), sipHash64(target_agent_id)) AS high,
       sipHash64(agent_id) < sipHash64(target_agent_id) AS up, min(seen) AS first
FROM actions
WHERE agent_id != '' AND target_agent_id != '' AND agent_id != target_agent_id
  AND (kind IN ('comment.created', 'agent.followed', 'message.sent') OR kind = 'vote.cast' AND value > 0)
  AND kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
GROUP BY day, low, high, up
