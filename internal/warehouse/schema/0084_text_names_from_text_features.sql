-- Keeps in text_bands, beside the bands of texts, whom they link to and whose wallets they name, as
-- hashes of 'link HOST' and 'wallet ADDRESS': whoever mentioned one is found without reading the others.
-- query/missing_bands.sql says the same of rows that are stored already: change both or neither.
CREATE MATERIALIZED VIEW text_names_from_text_features TO text_bands AS
SELECT xxHash64(name) AS band, seen, kafka_partition, kafka_offset, agent_id
FROM text_features
ARRAY JOIN arrayConcat(arrayMap(l -> concat('link ', l), links), arrayMap(w -> concat('wallet ', w), wallets)) AS name;
