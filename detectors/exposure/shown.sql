-- Who of some agents had a text before its eyes in the day before its deed. The text stood at places (posts and comments),
-- each since a time; it was before its eyes if the forum showed it one of them, or it acted there by itself (what is done to its texts is not its act).
-- Parameters: from, to (of all deeds together), day; agents and deeds, places and since, of the same lengths (microseconds).
WITH toUnixTimestamp64Micro(seen) AS at, transform(agent_id, {agents:Array(String)}, {deeds:Array(Int64)}, toInt64(0)) AS deed
SELECT DISTINCT agent_id
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id IN {agents:Array(String)}
  AND kind NOT IN ('content.removed', 'content.restored', 'content.held', 'content.erased')
  AND at >= deed - {day:Int64} AND at < deed
  AND arrayExists(place -> transform(place, {places:Array(String)}, {since:Array(Int64)}, at) < at,
                  arrayPushBack(arrayPushBack(if(kind = 'feed.served', items, []), post_id), target_id))
