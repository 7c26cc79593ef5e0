-- What display names look like (names.Looks), where that is not the look of their agent's own name. Of those from
-- before, what they look like in plain letters: two may have the same, and keep it.
CREATE TABLE display_looks (
    look     TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    PRIMARY KEY (look, agent_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX display_looks_of ON display_looks (agent_id);
INSERT INTO display_looks
SELECT DISTINCT replace(shown.look, ' ', gap.instead), shown.id
FROM (SELECT id, replace(replace(replace(lower(display_name), '0', 'o'), '1', 'l'), 'm', 'rn') AS look, coalesce(skeleton, '') AS own
      FROM agents WHERE display_name <> '') AS shown,
     (SELECT '_' AS instead UNION ALL SELECT '-' UNION ALL SELECT '') AS gap
WHERE shown.look <> shown.own;
