-- The rows that text_bands lacks of a stretch of a partition. The upper half is the view of
-- schema/0022_text_bands_from_text_features.sql: change both or neither.
SELECT band, seen, kafka_partition, kafka_offset, agent_id
FROM text_features
ARRAY JOIN bands AS band
WHERE kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
  AND (band, kafka_offset) NOT IN
(
    SELECT band, kafka_offset
    FROM text_bands
    WHERE kafka_partition = {partition:UInt32}
      AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
)
