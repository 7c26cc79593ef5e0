-- What an agent's talk and description mean, as a unit vector times 127; no row: nothing is known.
SELECT arrayMap(x -> toInt8(round(127 * x / L2Norm(vector))), vector) AS unit
FROM agent_vectors(since = {since:DateTime('UTC')}, model = {model:String})
WHERE agent_id = {agent:String} AND L2Norm(vector) > 0
