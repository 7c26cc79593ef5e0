-- Seconds of event time from the first tick that raised a flag to the decision about it that
-- was applied: the median, the slow tail and the slowest.
SELECT
    $__timeInterval(d.time)                                                      AS time,
    quantileExact(0.5)(dateDiff('millisecond', r.raised, d.time) / 1000)         AS median,
    quantileExact(0.95)(dateDiff('millisecond', r.raised, d.time) / 1000)        AS p95,
    max(dateDiff('millisecond', r.raised, d.time) / 1000)                        AS slowest
FROM
(
    SELECT id, arrayJoin(flags) AS flag, time
    FROM decisions FINAL
    WHERE state = 'applied'
      AND action IN ('ban', 'shadowban', 'suspend', 'quarantine', 'remove')
      AND $__timeFilter(time)
      AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), flags), $detector)
      AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), flags), $severity)
) AS d
JOIN
(
    SELECT id, min(time) AS raised
    FROM flags
    GROUP BY id
) AS r ON r.id = d.flag
GROUP BY time
ORDER BY time
