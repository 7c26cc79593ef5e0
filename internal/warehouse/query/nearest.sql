-- The texts whose meaning is nearest to a vector's, by the model that gave it. Both are unit
-- vectors times 127, so their dot product over 127² is the cosine. (dotProduct is three times as
-- fast here as cosineDistance.)
-- Texts without an embedding have the cosine 0.
SELECT action_id, target_id, agent_id, kind, seen, dotProduct(embedding, {vector:Array(Int8)}) / 16129 AS cosine
FROM text_features
WHERE embedding_model = {model:String}
  AND kind IN {kinds:Array(String)}
  AND seen >= fromUnixTimestamp64Micro({since:Int64})
ORDER BY cosine DESC, seen DESC, action_id
LIMIT {k:UInt32}
