-- What each rule of the policy does, and how much of it did not hold: a rule whose decisions
-- are reverted often is a rule to look at.
WITH
    latest AS
    (
        SELECT *
        FROM decisions FINAL
        WHERE $__timeFilter(time)
        ORDER BY kafka_offset DESC
        LIMIT 1 BY id
    )
SELECT
    d.policy_rule                                                    AS rule,
    d.action                                                         AS action,
    count()                                                          AS decisions,
    countIf(d.state IN ('applied', 'reverted'))                      AS carried_out,
    countIf(d.state IN ('proposed', 'approved'))                     AS proposed,
    countIf(d.state IN ('rejected', 'expired'))                      AS turned_down,
    countIf(d.state = 'failed')                                      AS failed,
    countIf(d.state = 'reverted')                                    AS reverted,
    if(carried_out = 0, NULL, reverted / carried_out)                AS reverted_share,
    uniqExactArrayIf(d.agents, d.state IN ('applied', 'reverted'))   AS agents
FROM latest AS d
WHERE $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), d.flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), d.flags), $severity)
GROUP BY rule, action
ORDER BY decisions DESC, rule, action
