-- From where some agents acted in the day up to a deed, since when and how often, where one of
-- them did that, and where they registered. Whoever tried a key in vain was not its agent.
SELECT agent_id, origin_net, origin_client, min(seen) AS first, count() AS acts, countIf(id = {item:String}) AS deed,
       countIf(kind = 'agent.registered') AS registered
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id IN {agents:Array(String)}
  AND kind != 'auth.failed'
GROUP BY agent_id, origin_net, origin_client
