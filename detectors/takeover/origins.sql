-- From where an agent acted in the day up to one of its deeds, and where it did that.
SELECT origin_net, origin_client, countIf(id != {item:String}) AS before, countIf(id = {item:String}) AS deed
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id = {agent:String}
GROUP BY origin_net, origin_client
