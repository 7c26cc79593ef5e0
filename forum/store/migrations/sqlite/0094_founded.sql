-- What founded a submolt told how it presents itself, by an action of the submolt's own id: that of those from before is
-- known too. Their later changes, and what agents said of themselves, had ids of which nothing is kept.
INSERT INTO told (subject_id, action_id, agent_id)
SELECT s.id, s.id, a.id
FROM submolts s JOIN agents a ON a.id = s.creator_id
WHERE a.system = 0 -- it founds without telling
ON CONFLICT DO NOTHING;
