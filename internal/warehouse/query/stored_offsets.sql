-- Which offsets of a stretch of a partition are stored. Asked after a fault, of one block.
-- Offsets rise with `seen`, so the index by_offset leaves few granules to read.
SELECT kafka_offset
FROM actions
WHERE kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
ORDER BY kafka_offset
