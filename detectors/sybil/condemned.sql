-- Whom the moderator sanctioned by a time, as long as that was not undone: the numbers of agents as
-- ties has them.
SELECT DISTINCT sipHash64(agent) AS number
FROM decisions FINAL
ARRAY JOIN agents AS agent
WHERE state = 'applied'
  AND action IN ('quarantine', 'shadowban', 'suspend', 'ban')
  AND time >= fromUnixTimestamp64Micro({from:Int64})
  AND time <  fromUnixTimestamp64Micro({stood:Int64})
  AND id NOT IN (SELECT id FROM decisions WHERE state = 'reverted' AND time < fromUnixTimestamp64Micro({to:Int64}))
  AND agent GLOBAL NOT IN -- the decision that lifts may lie on another shard
  (
      SELECT arrayJoin(agents)
      FROM decisions
      WHERE state = 'applied' AND action = 'lift' AND time < fromUnixTimestamp64Micro({to:Int64})
  )
ORDER BY number
