-- A text of each of some agents in a stretch of event time: the latest before the hour that began
-- at a time, or else the first.
SELECT agent_id, if(countIf(seen < fromUnixTimestamp64Micro({began:Int64})) > 0, maxIf(seen, seen < fromUnixTimestamp64Micro({began:Int64})), min(seen)) AS known
FROM text_features
WHERE agent_id IN {agents:Array(String)}
  AND seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
GROUP BY agent_id
