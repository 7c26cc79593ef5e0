-- Who was sanctioned: the last sanction that each agent got in the chosen time, by name where
-- one is known. A decision that was reverted later is no longer in force and says so.
WITH
    latest AS
    (
        SELECT *
        FROM decisions FINAL
        WHERE $__timeFilter(time)
          AND action IN ('ban', 'shadowban', 'suspend', 'quarantine')
          AND state IN ('applied', 'reverted')
        ORDER BY kafka_offset DESC
        LIMIT 1 BY id
    ),
    sanctions AS
    (
        SELECT arrayJoin(agents) AS agent_id, time, action, state, until, policy_rule, reason, id
        FROM latest
        WHERE $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE detector IN (${detector:singlequote})), flags), $detector)
          AND $__conditionalAll(arrayExists(f -> f IN (SELECT id FROM flags WHERE severity IN (${severity:singlequote})), flags), $severity)
        ORDER BY kafka_offset DESC
        LIMIT 1 BY agent_id
        LIMIT 500
    ),
    names AS
    (
        SELECT agent_id, argMax(agent_name, time) AS name
        FROM actions
        WHERE agent_id IN (SELECT agent_id FROM sanctions) AND agent_name != ''
        GROUP BY agent_id
    )
SELECT
    s.time         AS time,
    n.name         AS agent,
    s.action       AS sanction,
    s.state        AS state,
    s.until        AS until,
    s.policy_rule  AS rule,
    s.reason       AS reason,
    s.agent_id     AS agent_id,
    s.id           AS decision
FROM sanctions AS s
LEFT JOIN names AS n ON n.agent_id = s.agent_id
ORDER BY s.time DESC, agent, agent_id
