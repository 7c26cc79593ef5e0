-- Of the tasks asked in the hour, those that another agent accepted within a day.
SELECT hour AS time, rate
FROM health_handoff(from = $__fromTime, to = $__toTime)
ORDER BY time
