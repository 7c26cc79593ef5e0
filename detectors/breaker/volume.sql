-- How many texts were seen in a stretch of event time, by the minute.
SELECT toUInt64(greatest(0, sum(actions)))
FROM actions_per_minute
WHERE dimension = 'kind'
  AND kind IN ('post.created', 'comment.created')
  AND minute >= toStartOfMinute(fromUnixTimestamp64Micro({from:Int64}))
  AND minute <  toStartOfMinute(fromUnixTimestamp64Micro({to:Int64}))
