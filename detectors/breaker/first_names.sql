-- A mention of each of some hosts or wallets in a stretch of event time: the latest before the hour
-- that began at a time, or else the first.
SELECT name, if(countIf(seen < fromUnixTimestamp64Micro({began:Int64})) > 0, maxIf(seen, seen < fromUnixTimestamp64Micro({began:Int64})), min(seen)) AS known
FROM text_features
ARRAY JOIN arrayConcat(arrayMap(l -> concat('link ', l), links), arrayMap(w -> concat('wallet ', w), wallets)) AS name
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND (hasAny(links, {links:Array(String)}) OR hasAny(wallets, {wallets:Array(String)}))
GROUP BY name
