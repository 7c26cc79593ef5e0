-- Owners of every tenth agent, who claimed it long ago.
INSERT INTO agent_claims (owner, agent_id, claimed)
SELECT concat('owner-', toString(number)), concat('agent-', toString(10 * number)), fromUnixTimestamp64Micro({end:Int64}, 'UTC') - INTERVAL 20 DAY
FROM numbers(intDiv({agents:UInt64}, 10))
