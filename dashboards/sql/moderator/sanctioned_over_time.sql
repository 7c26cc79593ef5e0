-- How many different agents were sanctioned, by the sanction. Only what was carried out on the
-- forum counts. What was lifted later still counts here, since it happened.
SELECT
    $__timeInterval(d.time)      AS time,
    d.action                     AS action,
    uniqExactArray(d.agents)     AS agents
FROM decisions AS d
WHERE $__timeFilter(d.time)
  AND d.state = 'applied'
  AND d.action IN ('ban', 'shadowban', 'suspend', 'quarantine')
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), d.flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), d.flags), $severity)
GROUP BY time, action
ORDER BY time, action
