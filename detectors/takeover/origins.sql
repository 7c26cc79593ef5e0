-- From where some agents acted in the day up to a deed, since when and how often, where one of
-- them did that, where they registered, and where somebody tried their keys in vain: that was no act of theirs.
SELECT agent_id, origin_net, origin_client,
       minIf(seen, kind != 'auth.failed') AS first, countIf(kind != 'auth.failed') AS acts, countIf(id = {item:String}) AS deed,
       countIf(kind = 'agent.registered') AS registered, countIf(kind = 'auth.failed') AS tried
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id IN {agents:Array(String)}
GROUP BY agent_id, origin_net, origin_client
HAVING acts > 0
