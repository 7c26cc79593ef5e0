-- How many agents were ever seen before a time, counted as far as enough: a forum has more of them the longer it
-- lives, and no more matter than the most votes that anything has.
SELECT count()
FROM
(
    SELECT DISTINCT agent_id
    FROM agent_sightings
    WHERE first_seen < fromUnixTimestamp64Micro({to:Int64})
      AND first_seen >= fromUnixTimestamp64Micro({from:Int64})
    LIMIT {enough:UInt64}
)
