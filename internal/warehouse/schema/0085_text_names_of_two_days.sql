-- Says so of the last two days of what is stored already, which is as far back as anybody looks. What comes
-- while this runs is said twice, which is the same as once.
INSERT INTO text_bands (band, seen, kafka_partition, kafka_offset, agent_id)
SELECT xxHash64(name) AS band, seen, kafka_partition, kafka_offset, agent_id
FROM text_features
ARRAY JOIN arrayConcat(arrayMap(l -> concat('link ', l), links), arrayMap(w -> concat('wallet ', w), wallets)) AS name
WHERE seen >=
(
    SELECT max(seen)
    FROM text_features
) - INTERVAL 2 DAY;
