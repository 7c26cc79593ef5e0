-- What at least two members of a flag have in common in [from, to): a row a tie, those that say most first, of each sort a few. A tie is
-- something done to the same thing, or registering from the same place; `others` did the same and are no members.
-- Bands are hashes of which nearly equal texts share many: one that nothing but itself ties is chance. Of ties with the
-- same acts one is shown.
-- Parameters: id, revision (of the flag), from, to (microseconds), most (ties), each (of one sort), acts (of each tie).
WITH
members AS
(
    SELECT DISTINCT arrayJoin(agents) FROM flags WHERE id = {id:String} AND revision <= {revision:UInt32}
),
acts AS
(
    SELECT time, id, agent_id, agent_id GLOBAL IN (members) AS member, arrayJoin(arrayConcat(
        multiIf(kind = 'comment.created', [('commented in', post_id)],
                kind = 'vote.cast' AND value != 0, [(if(value > 0, 'voted up', 'voted down'), target_id)],
                kind = 'agent.followed', [('followed', target_id)],
                kind = 'message.sent', [('wrote to', target_id)],
                kind = 'report.filed', [('reported', target_id)],
                kind = 'agent.registered', arrayFilter(x -> x.2 != '',
                    [('registered for the operator', origin_owner), ('registered from the address block', origin_net), ('registered with the client', origin_client)]),
                []),
        if(kind IN ('vote.cast', 'comment.created') AND target_agent_id != agent_id AND target_agent_id GLOBAL IN (members),
            [(multiIf(kind = 'comment.created', 'answered the member', value > 0, 'voted up what was written by the member',
                      'voted down what was written by the member'), target_agent_id)], []),
        if(kind IN ('post.created', 'comment.created'), arrayMap(link -> ('linked to', link), arrayDistinct(
            arrayMap(link -> trimRight(link, '.,;:!?*_`'), extractAll(concat(url, ' ', title, ' ', text), 'https?://[^\\s<>"\'\\])]+')))), []))) AS tie
    FROM actions
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64}) AND agent_id != ''
    UNION ALL
    SELECT time, action_id, agent_id, agent_id GLOBAL IN (members), ('said nearly the same, by the band', toString(arrayJoin(bands)))
    FROM text_features
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64}) AND kind IN ('post.created', 'comment.created')
)
SELECT did, min(what) AS first_of, any(agents), min(others) AS by_others, any(first) AS begun, any(last), arraySlice(arrayMap(act -> act.2, theirs), 1, {acts:UInt32})
FROM
(
    SELECT tie.1 AS did, tie.2 AS what, uniqExactIf(agent_id, member) AS agents, uniqExactIf(agent_id, NOT member) AS others,
           minIf(time, member) AS first, maxIf(time, member) AS last, arraySort(groupArrayIf((time, id), member)) AS theirs
    FROM acts
    WHERE tie GLOBAL IN
    (
        SELECT tie FROM acts WHERE member GROUP BY tie HAVING uniqExact(agent_id) > 1 ORDER BY uniqExact(agent_id) DESC, tie LIMIT 1000
    )
    GROUP BY tie
)
GROUP BY did, theirs
HAVING NOT startsWith(did, 'said') OR count() > 1
ORDER BY any(agents) * any(agents) / (any(agents) + by_others) DESC, begun, did, first_of
LIMIT {each:UInt32} BY did
LIMIT {most:UInt32}
