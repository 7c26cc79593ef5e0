-- The share of settled decisions in which a person had a hand.
SELECT hour AS time, ratio
FROM health_intervention
WHERE $__timeFilter(hour)
ORDER BY time
