-- Who acted from some places within an hour, and whose key was tried there in vain beside that. The nets and
-- clients of all places are told together, so that there may be more here than were asked for.
SELECT origin_net, origin_client, agent_id, countIf(kind = 'auth.failed') > 0 AS tried
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND origin_net IN {nets:Array(String)}
  AND origin_client IN {clients:Array(String)}
  AND agent_id != ''
GROUP BY origin_net, origin_client, agent_id
HAVING countIf(kind != 'auth.failed') > 0
