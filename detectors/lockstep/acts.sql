-- What agents did to something that others can do something to as well, seen in a stretch of
-- event time: one row a trace that an action left. A trace is a hash of what was done and to
-- what: commenting in a thread, a vote (up and down are two) on an item, following or writing to
-- an agent, reporting an item, naming a link, being against an agent in one stretch of ten minutes
-- (voting down or reporting whatever it wrote: the same item again is another time). Two agents
-- with the same trace were in one place.
SELECT
    seen,
    id,
    agent_id,
    kind IN ('post.created', 'comment.created') AS written,
    if(kind = 'vote.cast' AND value > 0, target_id, '') AS lifted,           -- the item that it voted up
    if(kind = 'vote.cast' AND value > 0, target_agent_id, '') AS lifted_of,  -- and whose it is
    arrayJoin(arrayConcat(
        multiIf(kind = 'comment.created', [sipHash64('thread', post_id)],
                kind = 'vote.cast' AND value != 0, [sipHash64('vote', toString(sign(value)), target_id)],
                kind IN ('agent.followed', 'message.sent', 'report.filed'), [sipHash64(CAST(kind, 'String'), target_id)],
                []),
        if((kind = 'vote.cast' AND value < 0 OR kind = 'report.filed') AND target_agent_id != '',
                [sipHash64('against', target_agent_id, toUnixTimestamp(toStartOfInterval(seen, INTERVAL 10 MINUTE)))], []),
        if(written, arrayMap(link -> sipHash64('link', link),
                arrayDistinct(extractAll(concat(url, ' ', title, ' ', text), 'https?://[^\\s<>"\'\\])]+'))), []))) AS trace
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created', 'vote.cast', 'agent.followed', 'message.sent', 'report.filed')
  AND agent_id != ''
ORDER BY seen, id, trace
