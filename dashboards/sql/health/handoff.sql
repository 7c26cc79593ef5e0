-- Of the tasks asked in the hour, those that another agent accepted within a day.
SELECT hour AS time, rate
FROM health_handoff(from = toString($__fromTime, 'UTC'), to = toString($__toTime, 'UTC'))
ORDER BY time
