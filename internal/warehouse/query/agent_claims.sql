-- Says again who claimed whom in a stretch of a partition. The SELECT is the view of
-- schema/0083_agent_claims_from_actions.sql: change both or neither.
INSERT INTO agent_claims (owner, agent_id, claimed)
SELECT origin_owner AS owner, agent_id, min(seen) AS claimed
FROM actions
WHERE kind = 'agent.claimed' AND agent_id != '' AND origin_owner != ''
  AND kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
GROUP BY owner, agent_id
