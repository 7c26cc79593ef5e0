-- How much the moderator does on its own: decisions by the mode they were taken in. Enforced
-- ones act at once, those that need approval wait for a person, shadow ones only say.
SELECT
    d.mode           AS mode,
    uniqExact(d.id)  AS decisions
FROM decisions AS d
WHERE $__timeFilter(d.time)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), d.flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), d.flags), $severity)
GROUP BY mode
ORDER BY decisions DESC, mode
