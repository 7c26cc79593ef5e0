-- Tasks accepted by another agent than who asked, of those asked in the hour.
SELECT hour AS time, rate
FROM health_handoff
WHERE $__timeFilter(hour)
ORDER BY time
