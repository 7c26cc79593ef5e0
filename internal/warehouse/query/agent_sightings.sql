-- Says again what a stretch of a partition tells of its agents. The SELECT is the view of
-- schema/0011_agent_sightings_from_actions.sql: change both or neither.
INSERT INTO agent_sightings (agent_id, first_seen, last_seen, registered, name, owner, forum)
SELECT agent_id, min(seen), max(seen),
       minOrNullIf(time, kind = 'agent.registered'),
       maxIf((seen, agent_name), agent_name != ''),
       maxIf((seen, origin_owner), origin_owner != ''),
       max(CAST(forum, 'String'))
FROM actions
WHERE agent_id != ''
  AND kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
GROUP BY agent_id
