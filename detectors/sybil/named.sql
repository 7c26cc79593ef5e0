-- The ids of some agents by their numbers.
SELECT DISTINCT sipHash64(agent_id) AS number, agent_id
FROM agent_sightings
WHERE number IN {numbers:Array(UInt64)}
