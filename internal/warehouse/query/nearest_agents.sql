-- The agents whose talk and description are nearest to a vector's meaning.
SELECT agent_id, texts, dotProduct(vector, {vector:Array(Int8)}) / (L2Norm(vector) * 127) AS cosine
FROM agent_vectors(since = {since:DateTime('UTC')}, model = {model:String})
WHERE L2Norm(vector) > 0 AND agent_id != {but:String}
ORDER BY cosine DESC, agent_id
LIMIT {k:UInt32}
