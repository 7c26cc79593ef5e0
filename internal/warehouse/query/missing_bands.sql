-- The rows that text_bands lacks of a stretch of a partition. The upper half is the views of
-- schema/0022_text_bands_from_text_features.sql and schema/0084_text_names_from_text_features.sql:
-- change all or none.
SELECT band, seen, kafka_partition, kafka_offset, agent_id
FROM text_features
ARRAY JOIN arrayConcat(bands, arrayMap(l -> xxHash64(concat('link ', l)), links), arrayMap(w -> xxHash64(concat('wallet ', w)), wallets)) AS band
WHERE kafka_partition = {partition:UInt32}
  AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
  AND (band, kafka_offset) NOT IN
(
    SELECT band, kafka_offset
    FROM text_bands
    WHERE kafka_partition = {partition:UInt32}
      AND kafka_offset >= {from:Int64} AND kafka_offset < {to:Int64}
)
