-- Severities to choose from, the worst first.
SELECT severity
FROM flags
GROUP BY severity
ORDER BY indexOf(['critical', 'high', 'medium', 'low'], severity)
