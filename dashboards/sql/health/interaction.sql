-- Of all ordered pairs of the agents that were active in the hour, the share of which one did something to the other.
SELECT hour AS time, density
FROM health_interaction
WHERE $__timeFilter(hour)
ORDER BY time
