-- How long it takes, in event time and by detector: from the first of the flagged behaviour to
-- the flag, from the flag to the decision that was applied, and from the flag to the sanction
-- that the forum reports. A decision is dated by the tick of the revision it answers, so it
-- lies right at the flag unless it answers a later revision or waited for a person.
WITH
    raised AS
    (
        SELECT id, any(detector) AS detector, min(time) AS raised, min(window_start) AS onset
        FROM flags
        GROUP BY id
    ),
    applied AS
    (
        SELECT id, arrayJoin(flags) AS flag, time
        FROM decisions FINAL
        WHERE $__timeFilter(time)
          AND state = 'applied'
          AND action IN ('ban', 'shadowban', 'suspend', 'quarantine', 'remove')
          AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), flags), $severity)
    ),
    -- the forum says of each sanction and removal which decision it carries out
    landed AS
    (
        SELECT arrayJoin(items) AS decision, min(time) AS landed
        FROM actions
        WHERE kind IN ('sanction.applied', 'content.removed')
          AND seen >= $__fromTime
        GROUP BY decision
    )
SELECT
    r.detector                                                                   AS detector,
    uniqExact(d.id)                                                              AS applied_decisions,
    quantileExact(0.5)(dateDiff('millisecond', r.onset, r.raised) / 1000)        AS behaviour_to_flag,
    quantileExact(0.5)(dateDiff('millisecond', r.raised, d.time) / 1000)         AS flag_to_decision,
    quantileExact(0.95)(dateDiff('millisecond', r.raised, d.time) / 1000)        AS flag_to_decision_p95,
    quantileExactOrNullIf(0.5)(dateDiff('millisecond', r.raised, l.landed) / 1000, l.decision != '')   AS flag_to_forum,
    quantileExactOrNullIf(0.95)(dateDiff('millisecond', r.raised, l.landed) / 1000, l.decision != '')  AS flag_to_forum_p95
FROM applied AS d
JOIN raised AS r ON r.id = d.flag
LEFT JOIN landed AS l ON l.decision = d.id
WHERE $__conditionalAll(r.detector IN (${detector:singlequote}), $detector)
GROUP BY detector
ORDER BY detector
