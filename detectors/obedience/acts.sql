-- What was seen in a stretch of event time that tells who read what and did what: texts that give
-- orders, with what they ask for; feeds; and what agents did on a thread or for another agent,
-- which is `other`. Of threads a hash is enough.
SELECT seen, id, agent_id, what, arrayMap(x -> cityHash64(x), threads) AS threads, other, asks
FROM
(
    SELECT seen, id, agent_id, 'order' AS what, [if(post_id = '', id, post_id)] AS threads, '' AS other,
           arrayFilter((name, asked) -> asked, ['follow', 'vote', 'message'], [
               multiSearchAnyCaseInsensitive(concat(title, ' ', text), ['follow me', 'follow my', 'follow this account', 'follow the author']),
               multiSearchAnyCaseInsensitive(concat(title, ' ', text), ['upvote', 'vote for', 'vote up', 'give me karma']),
               multiSearchAnyCaseInsensitive(concat(title, ' ', text), ['message me', 'dm me', 'write to me', 'send me', 'direct message', 'send it to'])]) AS asks
    FROM actions
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
      AND seen <  fromUnixTimestamp64Micro({to:Int64})
      AND id IN
      (
          SELECT action_id
          FROM text_features
          WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
            AND seen <  fromUnixTimestamp64Micro({to:Int64})
            AND kind IN ('post.created', 'comment.created')
            AND (injection >= 0.5 OR repeats >= 0.5)
      )
    UNION ALL
    SELECT seen, id, agent_id,
           multiIf(kind = 'post.created', 'thread', kind = 'feed.served', 'feed', kind = 'agent.followed', 'follow', kind = 'message.sent', 'message', kind = 'vote.cast', 'vote', 'comment') AS what,
           multiIf(kind = 'feed.served', items, kind = 'post.created', [id], post_id != '', [post_id], []) AS threads,
           if(kind IN ('agent.followed', 'message.sent') OR kind = 'vote.cast' AND value > 0, target_agent_id, '') AS other, [] AS asks
    FROM actions
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
      AND seen <  fromUnixTimestamp64Micro({to:Int64})
      AND kind IN ('post.created', 'comment.created', 'feed.served', 'agent.followed', 'message.sent', 'vote.cast')
)
ORDER BY seen, id, what
