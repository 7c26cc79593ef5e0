-- The share of posts that nobody else commented on within a day, or has so far.
SELECT toStartOfHour(posted) AS time, countIf(answered IS NULL) / count() AS unanswered
FROM health_response(from = toString($__fromTime, 'UTC'), to = toString($__toTime, 'UTC'))
GROUP BY time
ORDER BY time
