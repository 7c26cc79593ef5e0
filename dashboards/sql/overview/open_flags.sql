-- Flags that still wait for something, whenever they were raised, worst first.
-- A flag is open when nothing has been decided about it, or while a decision about it is in
-- the air: proposed, waiting for approval, failed, or handed to a person.
WITH
    -- the state that each decision is in now, offsets being the order of things
    latest AS
    (
        SELECT id, state, mode, action, flags
        FROM decisions FINAL
        ORDER BY kafka_offset DESC
        LIMIT 1 BY id
    ),
    -- what the decisions about one flag come to
    answers AS
    (
        SELECT
            arrayJoin(flags)                                                    AS flag,
            countIf(action = 'escalate' AND state = 'applied')                  AS with_a_person,
            countIf(state = 'failed')                                           AS failed,
            countIf(state IN ('proposed', 'approved') AND mode = 'needs_approval') AS awaiting_approval,
            countIf(state IN ('proposed', 'approved') AND mode = 'shadow')      AS shadow,
            countIf(state IN ('proposed', 'approved') AND mode = 'enforce')     AS under_way
        FROM latest
        GROUP BY flag
    ),
    -- each flag as its last revision has it
    grown AS
    (
        SELECT
            id,
            min(time)                                 AS raised,
            max(time)                                 AS last_grown,
            argMax(detector, (revision, part))        AS detector,
            argMax(kind, (revision, part))            AS kind,
            argMax(severity, (revision, part))        AS severity,
            argMax(confidence, (revision, part))      AS confidence,
            argMax(agents_total, (revision, part))    AS agents,
            argMax(items_total, (revision, part))     AS items,
            argMax(summary, (revision, part))         AS summary
        FROM flags
        WHERE time <= $__toTime
        GROUP BY id
    )
SELECT
    g.raised      AS raised,
    g.last_grown  AS last_grown,
    g.severity    AS severity,
    g.confidence  AS confidence,
    g.detector    AS detector,
    g.kind        AS kind,
    g.agents      AS agents,
    g.items       AS items,
    multiIf(w.flag = '',             'undecided',
            w.with_a_person > 0,     'with a person',
            w.failed > 0,            'the action failed',
            w.awaiting_approval > 0, 'awaits approval',
            w.under_way > 0,         'being acted on',
                                     'shadow mode') AS waits_for,
    g.summary     AS summary,
    g.id          AS flag
FROM grown AS g
LEFT JOIN answers AS w ON w.flag = g.id
WHERE (w.flag = '' OR w.with_a_person + w.failed + w.awaiting_approval + w.shadow + w.under_way > 0)
  AND $__conditionalAll(g.detector IN (${detector:singlequote}), $detector)
  AND $__conditionalAll(g.severity IN (${severity:singlequote}), $severity)
ORDER BY
    indexOf(['critical', 'high', 'medium', 'low'], g.severity),
    g.confidence DESC,
    g.last_grown DESC
LIMIT 200
