-- The pairs of agents that dealt with each other in a stretch of event time, both ways: what one does
-- to a stranger is no tie. In the order of the key, so that it takes no memory.
SELECT low, high
FROM ties
WHERE day >= toDate(fromUnixTimestamp64Micro({from:Int64}))
  AND day <= toDate(fromUnixTimestamp64Micro({to:Int64}))
  AND first < fromUnixTimestamp64Micro({to:Int64})
GROUP BY low, high
HAVING min(up) != max(up)
ORDER BY low, high
SETTINGS optimize_aggregation_in_order = 1
