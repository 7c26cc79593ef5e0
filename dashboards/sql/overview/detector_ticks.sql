-- How far each detector has come in event time: the last tick it finished, and how far that
-- lies behind the watermark, which is as far as it could have come.
WITH
    (
        SELECT minOrNullIf(watermark, watermark > toDateTime64(0, 6, 'UTC')) FROM ingest_progress FINAL WHERE stage = 'actions'
    ) AS reached
SELECT
    detector,
    max(tick)                               AS last_tick,
    dateDiff('second', last_tick, reached)  AS behind_watermark
FROM detector_progress
GROUP BY detector
ORDER BY detector
