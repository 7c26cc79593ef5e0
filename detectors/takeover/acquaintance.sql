-- How many of those who act in a span of time had been seen in the day before it. A thousand of
-- them are enough, which are always the same. Neither who registered in that day counts, as no such
-- agent can have been seen for long, nor some agents that are told. What is done to an agent or its texts is no act of its own.
SELECT count() AS active, countIf(earlier > 0) AS acquainted
FROM
(
    SELECT agent_id, countIf(seen < fromUnixTimestamp64Micro({since:Int64})) AS earlier
    FROM actions
    WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
      AND seen <  fromUnixTimestamp64Micro({to:Int64})
      AND kind NOT IN ('auth.failed', 'sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored', 'content.held', 'content.erased')
      AND agent_id IN
      (
          SELECT agent_id
          FROM actions
          WHERE seen >= fromUnixTimestamp64Micro({since:Int64})
            AND seen <  fromUnixTimestamp64Micro({to:Int64})
            AND kind NOT IN ('auth.failed', 'sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored', 'content.held', 'content.erased')
            AND agent_id != ''
            AND agent_id NOT IN {except:Array(String)}
          GROUP BY agent_id
          ORDER BY cityHash64(agent_id)
          LIMIT 1000
      )
    GROUP BY agent_id
    HAVING countIf(kind = 'agent.registered') = 0
)
