-- The share of texts that build on a comment of another agent, or name an agent.
SELECT hour AS time, convergence, building / texts AS building, citing / texts AS citing
FROM (SELECT hour, convergence, texts, building, citing FROM health_convergence WHERE $__timeFilter(hour))
ORDER BY time
