-- The health of ingest in one line, since the topic began. Late rows came after the watermark
-- had passed their time, dead letters could not be read as actions, duplicates were said twice
-- and dropped. The watermark of the whole is the least of its partitions. One that is not known
-- yet stands at 1970 and is left out.
SELECT
    sum(rows)          AS stored,
    sum(late)          AS late,
    sum(dead_letters)  AS dead_letters,
    sum(duplicates)    AS duplicates,
    dateDiff('second', minOrNullIf(watermark, watermark > toDateTime64(0, 6, 'UTC')), now64(6, 'UTC')) AS watermark_age
FROM ingest_progress FINAL
WHERE stage = 'actions'
