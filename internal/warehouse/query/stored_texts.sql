-- Which offsets of a stretch of a partition have their features stored; see stored_offsets.sql.
SELECT kafka_offset
FROM text_features
WHERE kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
ORDER BY kafka_offset
