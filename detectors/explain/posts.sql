-- The actions behind a flag, by id, as they were made.
SELECT id, time, kind, agent_id, agent_name, submolt, post_id, target_id, title, substringUTF8(text, 1, 2000) AS text
FROM actions
WHERE id IN {ids:Array(String)}
ORDER BY time, id
LIMIT 1 BY id
