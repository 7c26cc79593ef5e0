-- Whom the moderator sanctioned by a time, unless that was undone since: the numbers of agents as ties
-- has them.
SELECT sipHash64(agent) AS number
FROM
(
    SELECT arrayJoin(agents) AS agent, time, action = 'lift' AS lifts
    FROM decisions FINAL
    WHERE state = 'applied'
      AND (action IN ('quarantine', 'shadowban', 'suspend', 'ban')
           AND time >= fromUnixTimestamp64Micro({from:Int64})
           AND time <  fromUnixTimestamp64Micro({stood:Int64})
           AND id NOT IN (SELECT id FROM decisions WHERE state = 'reverted' AND time < fromUnixTimestamp64Micro({to:Int64}))
           OR lifts AND time < fromUnixTimestamp64Micro({to:Int64}))
)
GROUP BY agent
HAVING maxIf(time, NOT lifts) > maxIf(time, lifts)
ORDER BY number
