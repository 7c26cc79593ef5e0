-- What the text stage made of what was seen in a stretch of event time: posts, comments, direct
-- messages, and of what accounts say of themselves that which attacks. An account says it again with
-- each change of its profile, so what does not attack is not counted.
SELECT seen, action_id, kind, agent_id, injection, repeats, words_hash, secrets, if(post_id = '', action_id, post_id) AS thread
FROM text_features
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND (kind IN ('post.created', 'comment.created', 'message.sent')
    OR kind IN ('agent.registered', 'agent.updated') AND (injection >= 0.5 OR repeats >= 0.5))
ORDER BY seen, action_id
