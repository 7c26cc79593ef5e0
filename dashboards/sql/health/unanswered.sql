-- The share of posts that nobody else has commented on so far.
SELECT toStartOfHour(posted) AS time, countIf(answered IS NULL) / count() AS unanswered
FROM health_response
WHERE $__timeFilter(posted)
GROUP BY time
ORDER BY time
