-- How long it took until somebody else commented, of posts that were answered within a day.
SELECT toStartOfHour(posted) AS time, medianExact(seconds) AS median, quantileExact(0.9)(seconds) AS p90
FROM health_response(from = toString($__fromTime, 'UTC'), to = toString($__toTime, 'UTC'))
WHERE answered IS NOT NULL
GROUP BY time
ORDER BY time
