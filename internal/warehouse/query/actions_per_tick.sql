-- How many actions were seen in each tick of a stretch of event time; a tick at t covers what was
-- seen in [t - tick, t). Ticks without actions are left out.
SELECT fromUnixTimestamp64Micro((intDiv(toUnixTimestamp64Micro(seen), {tick:Int64}) + 1) * {tick:Int64}, 'UTC') AS tick,
       count() AS actions
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
GROUP BY tick
ORDER BY tick
