-- One row an agent that ever did something: where its dossier begins.
CREATE VIEW agents AS
SELECT agent_id,
       tupleElement(max(s.name), 2) AS name,
       tupleElement(max(s.owner), 2) AS owner,
       max(s.forum) AS forum,
       min(s.registered) AS registered, -- null: its registration was not watched
       min(s.first_seen) AS first_seen,
       max(s.last_seen) AS last_seen
FROM agent_sightings AS s
GROUP BY agent_id;
