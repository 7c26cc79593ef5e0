-- Keeps agent_claims in step with actions. query/agent_claims.sql says the same of rows that are
-- stored already: change both or neither.
CREATE MATERIALIZED VIEW agent_claims_from_actions TO agent_claims AS
SELECT origin_owner AS owner, agent_id, min(seen) AS claimed
FROM actions
WHERE kind = 'agent.claimed' AND agent_id != '' AND origin_owner != ''
GROUP BY owner, agent_id;
