-- Submolts to choose from: those of the chosen time, the busiest first.
SELECT submolt
FROM actions
WHERE $__timeFilter(seen) AND submolt != ''
GROUP BY submolt
ORDER BY count() DESC, submolt
LIMIT 500
