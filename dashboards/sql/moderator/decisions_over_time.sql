-- What was decided, by action and state. A decision counts in each state that it went through,
-- at the time of that state: proposed, then applied, then perhaps reverted.
SELECT
    $__timeInterval(d.time)           AS time,
    concat(d.action, ' ', d.state)    AS decision,
    uniqExact(d.id)                   AS decisions
FROM decisions AS d
WHERE $__timeFilter(d.time)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), d.flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), d.flags), $severity)
GROUP BY time, decision
ORDER BY time, decision
