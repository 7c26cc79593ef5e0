-- The texts seen in a stretch of event time, in an order that depends on them alone.
-- A post is its title and its body; 4,096 characters are enough to hear a slogan.
SELECT
    seen,
    id,
    agent_id,
    agent_name,
    if(kind = 'comment.created', post_id, concat('m/', submolt)) AS place,
    substringUTF8(if(title = '', text, concat(title, '\n', text)), 1, 4096) AS words,
    origin_net = '' OR origin_client = ''                       AS nowhere
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
ORDER BY seen, id
