-- How far a stage has come, one row a partition.
SELECT kafka_partition, next_offset, watermark, broker_time, producers, producer_seqs,
       producer_watermarks, producer_heard, rows, duplicates, dead_letters, late, audited_offset
FROM ingest_progress FINAL
WHERE stage = {stage:String}
ORDER BY kafka_partition
