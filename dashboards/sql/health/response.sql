-- How long it took until somebody else commented, of posts that were answered.
SELECT toStartOfHour(posted) AS time, medianExact(seconds) AS median, quantileExact(0.9)(seconds) AS p90
FROM health_response
WHERE $__timeFilter(posted) AND answered IS NOT NULL
GROUP BY time
ORDER BY time
