-- Who is vouched for as of a time: claimed a good while ago by an owner who claimed few, or known for
-- very long. The numbers of agents as ties has them.
SELECT DISTINCT number
FROM
(
    SELECT sipHash64(agent_id) AS number
    FROM agent_claims
    WHERE claimed < fromUnixTimestamp64Micro({claimed:Int64})
      AND owner GLOBAL IN -- an owner's agents may lie on several shards
      (
          SELECT owner
          FROM agent_claims
          WHERE claimed < fromUnixTimestamp64Micro({to:Int64})
          GROUP BY owner
          HAVING uniqExact(agent_id) <= {few:UInt64}
      )
    UNION ALL
    SELECT sipHash64(agent_id)
    FROM agent_sightings
    WHERE first_seen < fromUnixTimestamp64Micro({known:Int64})
)
ORDER BY number
