INSERT INTO ingest_progress (
    stage, kafka_partition, next_offset, watermark, broker_time, producers, producer_seqs,
    producer_watermarks, producer_heard, rows, duplicates, dead_letters, late, audited_offset)
