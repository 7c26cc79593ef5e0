-- A made-up forum's actions [{first}, {last}), numbered back from its end: number 0 is the latest.
-- They are evenly spaced in time; agents act unevenly (half of all actions are by a tenth of
-- them), on threads of their hour, most of them on few. Half of what they do is to one of the fifteen
-- agents of their circle, who do the same to them. Everything follows from the number, so
-- a longer history has the same last day as a short one.
INSERT INTO actions
(
    kafka_partition, kafka_offset, broker_time, producer, seq, seen, late, id, forum, time, kind, agent_id, agent_name,
    origin_net, origin_client, target_kind, target_id, target_agent_id, submolt, post_id, title, text, text_len, value
)
WITH
    {actions:UInt64} - 1 - number AS back,
    fromUnixTimestamp64Micro({end:Int64} - toInt64(back + 1) * {spacing:Int64}, 'UTC') AS at,
    cityHash64(back, 1) AS a, cityHash64(back, 2) AS b, cityHash64(back, 3) AS c,
    toUInt64({agents:UInt64} * pow((a % 1000000) / 1e6, 3.3)) AS agent,
    concat('agent-', toString(if(b % 2 = 0, b % {agents:UInt64}, bitXor(agent, 1 + intDiv(b, 2) % 15)))) AS other,
    intDiv(back * {spacing:Int64}, 3600000000) AS hour,
    concat('p', toString(hour), '-', toString(toUInt64(4000 * pow((b % 1000000) / 1e6, 4)))) AS thread,
    c % 100 AS die,
    multiIf(die < 40, 'comment.created', die < 45, 'post.created', die < 85, 'vote.cast', die < 90, 'agent.followed', 'heartbeat') AS what,
    if(die < 45, arrayStringConcat(arrayMap(i -> substring(hex(cityHash64(back, i)), 1, 4 + i % 5), range(14)), ' '), '') AS words
SELECT
    0, number, at, 'made-up', number + 1, at, false, concat('x', toString(back)), 'made-up', at, what,
    concat('agent-', toString(agent)), concat('name-', toString(agent)),
    concat('net-', toString(agent % 70000)), concat('client-', toString(agent % 40)),
    multiIf(what IN ('comment.created', 'vote.cast'), 'post', what = 'agent.followed', 'agent', ''),
    multiIf(what IN ('comment.created', 'vote.cast'), thread, what = 'agent.followed', other, ''),
    if(what IN ('comment.created', 'vote.cast', 'agent.followed'), other, ''),
    concat('submolt-', toString(toUInt64(900 * pow((b % 1000000) / 1e6, 3)))),
    if(what = 'comment.created', thread, concat('x', toString(back))), if(what = 'post.created', 'A title', ''), words, length(words), if(what = 'vote.cast', 1, 0)
FROM numbers({first:UInt64}, {last:UInt64} - {first:UInt64})
