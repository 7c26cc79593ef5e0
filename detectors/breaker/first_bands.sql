-- When each of some bands was first seen in a stretch of event time: a range of the key for each.
SELECT band, min(seen) AS first
FROM text_bands
WHERE band IN {bands:Array(UInt64)}
  AND seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
GROUP BY band
