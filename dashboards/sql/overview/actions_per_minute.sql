-- How busy the forum is: actions a minute, by kind, in event time.
-- A row is never seen before its own time, so the condition on seen loses nothing. It is there
-- because the table is sorted by seen, and only the chosen range is read.
SELECT
    $__timeInterval(a.time)         AS time,
    a.kind                          AS kind,
    count() * 60 / $__interval_s    AS actions_per_minute
FROM actions AS a
WHERE $__timeFilter(a.time)
  AND a.seen >= $__fromTime
  AND $__conditionalAll(a.submolt IN (${submolt:singlequote}), $submolt)
GROUP BY time, kind
ORDER BY time, kind
