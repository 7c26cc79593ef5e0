-- Flags that were raised or grew, by detector and severity. A flag counts once an interval,
-- however often it grew in it and in however many parts it was sent.
SELECT
    $__timeInterval(f.time)              AS time,
    concat(f.detector, ' ', f.severity)  AS flag,
    uniqExact(f.id)                      AS flags
FROM flags AS f
WHERE $__timeFilter(f.time)
  AND $__conditionalAll(f.detector IN (${detector:singlequote}), $detector)
  AND $__conditionalAll(f.severity IN (${severity:singlequote}), $severity)
GROUP BY time, flag
ORDER BY time, flag
