-- Knowledge convergence by hour: of all texts, the share that builds on what another agent wrote
-- (a reply to another's comment) or cites one (names an agent as @name). Texts without words are not
-- counted: an erased one can no longer be seen to cite anybody. Filter by hour.
CREATE OR REPLACE VIEW health_convergence AS
SELECT hour, count() AS texts, countIf(builds) AS building, countIf(cites) AS citing,
       countIf(builds OR cites) / texts AS convergence
FROM
(
    SELECT toStartOfHour(seen) AS hour,
           parent_id != '' AND target_agent_id != '' AND target_agent_id != agent_id AS builds,
           match(text, '(^|[^0-9A-Za-z_@])@[0-9A-Za-z_-]{2,}') AS cites
    FROM actions
    WHERE kind IN ('post.created', 'comment.created') AND (title != '' OR text != '' OR url != '')
)
GROUP BY hour;
