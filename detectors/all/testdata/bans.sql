-- Bans of some agents of two hundred circles, which have stood.
INSERT INTO decisions (id, state, time, action, agents)
SELECT concat('ban-', toString(number)), 'applied', fromUnixTimestamp64Micro({end:Int64}, 'UTC') - INTERVAL 3 DAY, 'ban',
       arrayMap(i -> concat('agent-', toString(16 * (number * 7 + 3) + i)), range(6))
FROM numbers(200)
