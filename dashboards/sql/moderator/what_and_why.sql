-- What Clawd did and why: each decision as it stood at the end of the chosen time, newest
-- first, with the words that the agents read and the whole reasoning behind them.
WITH latest AS
(
    SELECT *
    FROM decisions FINAL
    WHERE $__timeFilter(time)
    ORDER BY kafka_offset DESC
    LIMIT 1 BY id
)
SELECT
    d.time                                                  AS time,
    d.action                                                AS action,
    d.state                                                 AS state,
    d.mode                                                  AS mode,
    d.reason                                                AS reason,
    d.policy_rule                                           AS rule,
    d.confidence                                            AS confidence,
    concat(d.subject_kind, ' ', d.subject_id)               AS subject,
    length(d.agents)                                        AS agents,
    length(d.items)                                         AS items,
    d.until                                                 AS until,
    arrayStringConcat(arrayMap((step, text) -> concat(step, ': ', text), d.trace_steps, d.trace_texts), '\n') AS trace,
    d.judge                                                 AS judge,
    d.by                                                    AS decided_by,
    arrayStringConcat(d.flags, ', ')                        AS flags,
    d.id                                                    AS decision
FROM latest AS d
WHERE $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), d.flags), $detector)
  AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), d.flags), $severity)
ORDER BY d.time DESC, d.kafka_offset DESC
LIMIT 500
