-- What the moderator decided on a flag: what it said alike of several revisions together, in the order in which it said it first.
SELECT min(d.time) AS began, max(d.time), count(), action, state, mode, by, policy_rule, reason, uniqExactArray(agents), uniqExactArray(items)
FROM decisions AS d FINAL
WHERE has(flags, {id:String})
GROUP BY action, state, mode, by, policy_rule, reason
ORDER BY began, min(kafka_offset), action, state
LIMIT {most:UInt32}
