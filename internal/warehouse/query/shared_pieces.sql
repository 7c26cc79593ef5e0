-- The posts and comments of a window of event time that share passages: each with those of its
-- pieces, in order, that at least {texts} of them by at least {agents} agents have, one of whom
-- wrote in [{from}, {to}). The window is [{since}, {to}).
WITH shared AS
(
    SELECT piece
    FROM text_features
    ARRAY JOIN pieces AS piece
    WHERE seen >= fromUnixTimestamp64Micro({since:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64})
      AND kind IN ('post.created', 'comment.created')
    GROUP BY piece
    HAVING count() >= {texts:UInt32}
       AND uniqExact(agent_id) >= {agents:UInt32}
       AND max(seen) >= fromUnixTimestamp64Micro({from:Int64})
)
SELECT seen, action_id, agent_id, arrayFilter(p -> p IN (shared), pieces) AS pieces_shared
FROM text_features
WHERE seen >= fromUnixTimestamp64Micro({since:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
  AND notEmpty(pieces_shared)
ORDER BY seen, action_id
