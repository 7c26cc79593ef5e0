-- Interaction density by hour: of all ordered pairs of the agents that acted, the share of which one
-- did something to the other (answered, voted, followed, wrote). Who tries an agent's key in vain is
-- not that agent. Filter by hour.
CREATE OR REPLACE VIEW health_interaction AS
SELECT hour, uniqExactIf(agent_id, acted) AS agents, uniqExactIf((agent_id, to_agent), meets) AS pairs,
       if(agents < 2, 0, pairs / (agents * (agents - 1))) AS density
FROM
(
    SELECT toStartOfHour(seen) AS hour, agent_id, target_agent_id AS to_agent,
           kind NOT IN ('sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored', 'content.held',
                        'content.erased', 'announcement.made', 'score.observed', 'feed.served', 'auth.failed') AS acted,
           acted AND target_agent_id != '' AND target_agent_id != agent_id AS meets
    FROM actions
    WHERE agent_id != ''
)
GROUP BY hour;
