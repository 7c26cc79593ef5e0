-- How many agents were ever seen before a time.
SELECT uniqExact(agent_id)
FROM agent_sightings
WHERE first_seen < fromUnixTimestamp64Micro({to:Int64})
  AND first_seen >= fromUnixTimestamp64Micro({from:Int64})
