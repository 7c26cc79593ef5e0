-- Keeps ties in step with actions. query/ties.sql says the same of rows that are stored already:
-- change both or neither.
CREATE MATERIALIZED VIEW ties_from_actions TO ties AS
SELECT toDate(seen) AS day, least(sipHash64(agent_id), sipHash64(target_agent_id)) AS low,
       greatest(sipHash64(agent_id), sipHash64(target_agent_id)) AS high,
       sipHash64(agent_id) < sipHash64(target_agent_id) AS up, min(seen) AS first
FROM actions
WHERE agent_id != '' AND target_agent_id != '' AND agent_id != target_agent_id
  AND (kind IN ('comment.created', 'agent.followed', 'message.sent') OR kind = 'vote.cast' AND value > 0)
GROUP BY day, low, high, up;
