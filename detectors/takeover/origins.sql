-- From where some agents acted in the day up to a deed of each, since when and how often, where it did that, and
-- where it registered. Whoever tried a key in vain was not its agent, and what is done to an agent or its texts is no deed of its own.
WITH transform(agent_id, {agents:Array(String)}, {ends:Array(Int64)}, toInt64(0)) AS until
SELECT agent_id, origin_net, origin_client, min(seen) AS first, count() AS acts,
       countIf(id = transform(agent_id, {agents:Array(String)}, {items:Array(String)}, '')) AS deed,
       countIf(kind = 'agent.registered') AS registered
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id IN {agents:Array(String)}
  AND kind NOT IN ('auth.failed', 'sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored', 'content.held', 'content.erased')
  AND seen >= fromUnixTimestamp64Micro(until - {span:Int64})
  AND seen <  fromUnixTimestamp64Micro(until)
GROUP BY agent_id, origin_net, origin_client
