-- A use of each of some patterns in a stretch of event time: the latest before the hour that began at a
-- time, or else the first. A range of the key for each.
SELECT band, if(countIf(seen < fromUnixTimestamp64Micro({began:Int64})) > 0, maxIf(seen, seen < fromUnixTimestamp64Micro({began:Int64})), min(seen)) AS known
FROM text_bands
WHERE band IN {patterns:Array(UInt64)}
  AND seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
GROUP BY band
