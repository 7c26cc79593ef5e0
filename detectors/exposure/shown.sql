-- When an agent first had a text before its eyes that stood at some places (posts and comments),
-- each since a time, in the day before one of its deeds; how often it was shown one of them, and
-- how often it acted there by itself.
SELECT countIf(kind = 'feed.served') AS shown, countIf(kind != 'feed.served') AS acted, min(seen) AS first
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND agent_id = {agent:String}
  AND (kind = 'feed.served' OR post_id IN {places:Array(String)} OR target_id IN {places:Array(String)})
  AND arrayExists((place, since) -> toUnixTimestamp64Micro(seen) > since AND (has(items, place) OR post_id = place OR target_id = place),
                  {places:Array(String)}, {since:Array(Int64)})
