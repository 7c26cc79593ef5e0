-- The members of a flag, those it named first before others: what they called themselves last in [from, to), when they were first
-- seen at all, how much of the forum's actions there they did themselves, and what was done to them, on this flag or another: each thing once by a rule.
-- Parameters: id, revision (of the flag), from, to (microseconds), most (members).
WITH members AS
(
    SELECT agent, min(place) AS place
    FROM (SELECT agents, (revision, part) AS message FROM flags FINAL WHERE id = {id:String} AND revision <= {revision:UInt32})
    ARRAY JOIN agents AS agent, arrayMap(n -> (message.1, message.2, n), arrayEnumerate(agents)) AS place
    GROUP BY agent
    ORDER BY place
    LIMIT {most:UInt32}
)
SELECT m.agent, a.name, s.first, a.acts, d.done, d.at, d.rules
FROM members AS m
LEFT JOIN
(
    SELECT agent_id, argMax(agent_name, seen) AS name,
           countIf(kind NOT IN ('auth.failed', 'sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored', 'content.held', 'content.erased')) AS acts
    FROM actions
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64}) AND agent_id GLOBAL IN (SELECT agent FROM members)
    GROUP BY agent_id
) AS a ON a.agent_id = m.agent
LEFT JOIN
(
    SELECT agent_id, min(first_seen) AS first
    FROM agent_sightings
    WHERE agent_id GLOBAL IN (SELECT agent FROM members)
    GROUP BY agent_id
) AS s ON s.agent_id = m.agent
LEFT JOIN
(
    SELECT agent, arraySort(groupArray((since, action, policy_rule))) AS all, arrayMap(x -> x.2, all) AS done, arrayMap(x -> x.1, all) AS at, arrayMap(x -> x.3, all) AS rules
    FROM
    (
        SELECT arrayJoin(agents) AS agent, action, policy_rule, min(time) AS since
        FROM decisions FINAL
        WHERE state = 'applied' AND action NOT IN ('none', 'escalate', 'announce', 'welcome') AND id GLOBAL NOT IN (SELECT id FROM decisions WHERE state = 'reverted')
        GROUP BY agent, action, policy_rule
    )
    WHERE agent GLOBAL IN (SELECT agent FROM members)
    GROUP BY agent
) AS d ON d.agent = m.agent
ORDER BY m.place
