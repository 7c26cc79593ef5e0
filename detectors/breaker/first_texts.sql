-- When each of some agents first wrote in a stretch of event time.
SELECT agent_id, min(seen) AS first
FROM text_features
WHERE agent_id IN {agents:Array(String)}
  AND seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
GROUP BY agent_id
