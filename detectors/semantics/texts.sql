-- The posts and comments seen in a stretch of event time that are long enough to mean something,
-- with the signs of their vectors as four words of 64 bits: the share of signs in which two differ
-- tells the angle between them (Charikar 2002), for an eighth of the bytes. Texts that are mostly in an alphabet which
-- the model did not learn are left out: their vectors are alike whatever they say.
SELECT seen, action_id, agent_id, if(post_id = '', action_id, post_id) AS thread, origin, embedding_model,
       arrayMap(w -> arraySum(arrayMap((x, i) -> bitShiftLeft(toUInt64(x > 0), i), arraySlice(embedding, 64 * w + 1, 64), range(64))), range(4)) AS signs
FROM text_features
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('post.created', 'comment.created')
  AND runes >= 40
  AND foreign_letters < 0.5
  AND length(embedding) = 256
  AND arrayExists(x -> x != 0, embedding)
ORDER BY seen, action_id
