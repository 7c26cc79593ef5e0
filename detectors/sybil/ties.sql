-- The pairs of agents that dealt with each other in a stretch of event time, both ways: what one does
-- to a stranger is no tie. Of the pairs whose smaller number lies in a range, which is read by the key:
-- most pairs are strangers, and of all of them at once a table in memory would be large and slow.
SELECT low, high
FROM ties
WHERE day >= toDate(fromUnixTimestamp64Micro({from:Int64}))
  AND day <= toDate(fromUnixTimestamp64Micro({to:Int64}))
  AND first < fromUnixTimestamp64Micro({to:Int64})
  AND low BETWEEN {least:UInt64} AND {most:UInt64}
GROUP BY low, high
HAVING groupBitOr(if(up, 1, 2)) = 3
ORDER BY low, high
