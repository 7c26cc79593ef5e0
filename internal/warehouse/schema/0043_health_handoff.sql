-- Task hand-off by hour: tasks asked, those accepted by another agent than who asked, completed and
-- declined, each in the hour in which it happened; the rate is of accepted to asked. Filter by hour.
CREATE VIEW health_handoff AS
SELECT toStartOfHour(seen) AS hour, countIf(kind = 'task.asked') AS asked,
       countIf(kind = 'task.accepted' AND target_agent_id != agent_id) AS accepted,
       countIf(kind = 'task.completed') AS completed, countIf(kind = 'task.declined') AS declined,
       if(asked = 0, 0, accepted / asked) AS rate
FROM actions
WHERE kind IN ('task.asked', 'task.accepted', 'task.completed', 'task.declined')
GROUP BY hour;
