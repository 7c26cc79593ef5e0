-- Searches by meaning read every vector: ZSTD saves a third of the disk and takes more time than
-- all else that they do (docs/benchmarks.md).
ALTER TABLE text_features MODIFY COLUMN embedding Array(Int8) CODEC(NONE);
