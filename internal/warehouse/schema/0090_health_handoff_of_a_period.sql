-- Task hand-off by the hour of a period, [from, to), in which tasks were asked: of these, how many another agent
-- accepted within a day, and which were completed or declined in that time; the rate is of accepted to asked. It
-- reads that period and a day more. Ask FROM health_handoff(from = '2026-02-03 00:00:00', to = '2026-02-04 00:00:00'), in UTC.
CREATE OR REPLACE VIEW health_handoff AS
SELECT toStartOfHour(opened) AS hour, count() AS asked,
       countIf(arrayExists(e -> tupleElement(e, 1) = 'task.accepted' AND tupleElement(e, 2) != asker, events)) AS accepted,
       countIf(arrayExists(e -> tupleElement(e, 1) = 'task.completed', events)) AS completed,
       countIf(arrayExists(e -> tupleElement(e, 1) = 'task.declined', events)) AS declined,
       accepted / asked AS rate
FROM
(
    SELECT task, minIf(seen, asks) AS opened, anyIf(agent_id, asks) AS asker,
           arrayFilter(e -> tupleElement(e, 3) < opened + INTERVAL 1 DAY, groupArrayIf((kind, agent_id, seen), NOT asks)) AS events
    FROM
    (
        SELECT kind = 'task.asked' AS asks, if(asks, id, target_id) AS task, CAST(kind, 'String') AS kind, agent_id, seen
        FROM actions
        WHERE kind IN ('task.asked', 'task.accepted', 'task.completed', 'task.declined')
          AND seen >= {from:DateTime('UTC')} AND seen < {to:DateTime('UTC')} + INTERVAL 1 DAY
          AND (NOT asks OR seen < {to:DateTime('UTC')})
    )
    GROUP BY task
    HAVING countIf(asks) > 0
)
GROUP BY hour;
