-- What a ring wrote, how much of it before its first member was banned, and when that was.
WITH (
    SELECT minOrDefault(time) FROM actions
    WHERE kind = 'sanction.applied' AND agent_id IN {ring:Array(String)}
) AS first_ban
SELECT count(), countIf(time < first_ban OR first_ban = toDateTime64(0, 6, 'UTC')), first_ban
FROM actions
WHERE kind IN ('post.created', 'comment.created') AND agent_id IN {ring:Array(String)}
