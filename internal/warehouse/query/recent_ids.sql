-- Records whose producer numbers nothing are told apart by id over the last hour of broker
-- time. Asked once an assignment.
SELECT id, max(broker_time)
FROM actions
WHERE seq = 0
  AND kafka_partition = {partition:UInt32} AND kafka_offset < {below:Int64}
  AND broker_time >= toDateTime({since:Int64}, 'UTC')
GROUP BY id
