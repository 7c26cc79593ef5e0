-- How far each stage of ingest has come in each partition. An age in seconds is how far the
-- watermark lies behind the clock on the wall: small when live, large in a replay of the past.
-- One partition whose age grows while the others keep up holds every detector back.
SELECT
    stage,
    kafka_partition                                             AS partition,
    rows                                                        AS stored,
    late,
    dead_letters,
    duplicates,
    next_offset,
    if(watermark > toDateTime64(0, 6, 'UTC'), watermark, NULL)  AS watermark_time,
    dateDiff('second', watermark_time, now64(6, 'UTC'))         AS watermark_age,
    broker_time                                                 AS last_record
FROM ingest_progress FINAL
ORDER BY stage, partition
