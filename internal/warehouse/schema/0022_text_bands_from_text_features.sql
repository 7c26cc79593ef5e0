-- Keeps text_bands in step with text_features. query/missing_bands.sql says the same of rows that
-- are stored already: change both or neither.
CREATE MATERIALIZED VIEW text_bands_from_text_features TO text_bands AS
SELECT band, seen, kafka_partition, kafka_offset, agent_id
FROM text_features
ARRAY JOIN bands AS band;
