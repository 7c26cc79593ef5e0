-- Up to where the rollups of a partition are known to hold what its rows say. Zero in rows
-- from before there were rollups: the first consumer then makes them.
ALTER TABLE ingest_progress ADD COLUMN IF NOT EXISTS audited_offset Int64;
