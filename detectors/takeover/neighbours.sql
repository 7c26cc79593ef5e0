-- Who acted from some places within an hour: the nets and clients of all places are told together,
-- so that there may be more here than were asked for.
SELECT origin_net, origin_client, agent_id
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND origin_net IN {nets:Array(String)}
  AND origin_client IN {clients:Array(String)}
  AND agent_id != ''
  AND kind != 'auth.failed'
GROUP BY origin_net, origin_client, agent_id
