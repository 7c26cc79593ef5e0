-- From where an agent acted in the day up to one of its deeds, since when and how often, where it
-- did that, and where it registered. Whoever tried its key in vain was not it.
SELECT origin_net, origin_client, min(seen) AS first, count() AS acts, countIf(id = {item:String}) AS deed,
       countIf(kind = 'agent.registered') AS registered
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id = {agent:String}
  AND kind != 'auth.failed'
GROUP BY origin_net, origin_client
