-- What the texts seen in a stretch of event time are like, as far as copies, links and wallets
-- go, in an order that depends on them alone. Direct messages are nobody's to take up.
SELECT seen, action_id, agent_id, bands, links, wallets
FROM text_features
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
ORDER BY seen, action_id
