-- Keeps agent_sightings in step with actions. query/agent_sightings.sql says the same of rows
-- that are stored already: change both or neither.
CREATE MATERIALIZED VIEW agent_sightings_from_actions TO agent_sightings AS
SELECT agent_id, min(seen) AS first_seen, max(seen) AS last_seen,
       minOrNullIf(time, kind = 'agent.registered') AS registered,
       maxIf((seen, agent_name), agent_name != '') AS name,
       maxIf((seen, origin_owner), origin_owner != '') AS owner,
       max(CAST(forum, 'String')) AS forum
FROM actions
WHERE agent_id != ''
GROUP BY agent_id;
