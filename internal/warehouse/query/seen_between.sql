-- The first and the last minute in which a stretch of a partition was seen, in seconds since 1970.
SELECT count(), toInt64(toUnixTimestamp(toStartOfMinute(min(seen)))), toInt64(toUnixTimestamp(toStartOfMinute(max(seen))))
FROM actions
WHERE kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
