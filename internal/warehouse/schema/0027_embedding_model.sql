-- Which model gave the embedding: vectors of different models have nothing to do with one another.
-- Empty: none did. Rows from before there was a choice have those of the model in the binary.
ALTER TABLE text_features ADD COLUMN IF NOT EXISTS embedding_model LowCardinality(String) DEFAULT 'static-1' AFTER embedding;
