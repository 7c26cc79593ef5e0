-- Who arrived in a stretch of event time and from where, who claimed whom, and what was written:
-- the watcher keeps what accounts that arrived within its window wrote, and what they last said of
-- themselves. The name is reduced to
-- what accounts of one batch have in common: its stem (numbers at its end, also hexadecimal ones,
-- and within it left out) and its first word.
SELECT
    seen,
    id,
    multiIf(kind = 'agent.registered', 1, kind = 'agent.claimed', 2, kind = 'agent.updated', 4, 3) AS what,
    agent_id,
    if(what = 1, replaceRegexpAll(replaceRegexpOne(lowerUTF8(agent_name), '[0-9][0-9a-f]*$', ''), '[0-9]+', '#'), '') AS stem,
    if(what = 1, extract(lowerUTF8(agent_name), '^[^0-9_. -]+'), '') AS word,
    if(what IN (1, 2), origin_owner, '') AS owner,
    if(what = 1, origin_net, '') AS net,
    if(what = 1, origin_client, '') AS client,
    if(what IN (1, 4), text, '') AS description
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('agent.registered', 'agent.claimed', 'agent.updated', 'post.created', 'comment.created')
  AND agent_id != ''
ORDER BY seen, id
