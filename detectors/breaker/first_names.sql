-- When each of some hosts or wallets was first named in a stretch of event time.
SELECT name, min(seen) AS first
FROM text_features
ARRAY JOIN arrayConcat(arrayMap(l -> concat('link ', l), links), arrayMap(w -> concat('wallet ', w), wallets)) AS name
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND (hasAny(links, {links:Array(String)}) OR hasAny(wallets, {wallets:Array(String)}))
GROUP BY name
