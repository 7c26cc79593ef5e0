-- The moderator in one line: decisions of the chosen time, by the state they had at its end.
WITH latest AS
(
    SELECT *
    FROM decisions FINAL
    WHERE $__timeFilter(time)
    ORDER BY kafka_offset DESC
    LIMIT 1 BY id
)
SELECT
    count()                                                                       AS decisions,
    countIf(state = 'applied')                                                    AS applied,
    uniqExactArrayIf(agents, state = 'applied'
        AND action IN ('ban', 'shadowban', 'suspend', 'quarantine'))              AS agents_sanctioned,
    countIf(state = 'proposed' AND mode = 'needs_approval')                       AS awaiting_approval,
    countIf(state = 'applied' AND action = 'escalate')                            AS with_a_person,
    countIf(state = 'failed')                                                     AS failed,
    countIf(state = 'reverted')                                                   AS reverted
FROM latest
WHERE $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), flags), $severity)
