-- What the text stage made of the posts and comments seen in a stretch of event time.
SELECT seen, action_id, agent_id, injection, repeats, words_hash, secrets, if(post_id = '', action_id, post_id) AS thread
FROM text_features
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
ORDER BY seen, action_id
