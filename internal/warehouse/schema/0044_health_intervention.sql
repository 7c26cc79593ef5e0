-- Human intervention by hour: of the decisions that were settled (applied, failed, rejected,
-- reverted), the share in which a person had a hand: made it, or answered for it. Filter by hour.
CREATE VIEW health_intervention AS
SELECT toStartOfHour(first) AS hour, count() AS decisions, countIf(human) AS by_people, by_people / decisions AS ratio
FROM
(
    SELECT id, min(d.time) AS first,
           max(d.by != 'clawd' OR d.state IN ('approved', 'rejected', 'reverted')) AS human,
           max(d.state IN ('applied', 'failed', 'rejected', 'reverted')) AS settled
    FROM decisions AS d
    GROUP BY id
)
WHERE settled
GROUP BY hour;
