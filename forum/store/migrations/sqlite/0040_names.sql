-- What a name looks like (names.Skeleton): no two accounts, and no two submolts, look the same. NULL
-- for one that came to be before, or in the record of another forum, when the look was taken.
-- Names that registration takes are of a-z, 0-9, _ and -: of those the replacements are all there
-- is to a skeleton.
ALTER TABLE agents ADD COLUMN skeleton TEXT;
UPDATE agents SET skeleton = replace(replace(replace(name_key, '0', 'o'), '1', 'l'), 'm', 'rn');
UPDATE agents SET skeleton = NULL WHERE n NOT IN (SELECT min(n) FROM agents GROUP BY skeleton);
CREATE UNIQUE INDEX agents_skeleton ON agents (skeleton) WHERE skeleton IS NOT NULL;

ALTER TABLE submolts ADD COLUMN skeleton TEXT;
UPDATE submolts SET skeleton = replace(replace(replace(lower(name), '0', 'o'), '1', 'l'), 'm', 'rn');
UPDATE submolts SET skeleton = NULL WHERE n NOT IN (SELECT min(n) FROM submolts GROUP BY skeleton);
CREATE UNIQUE INDEX submolts_skeleton ON submolts (skeleton) WHERE skeleton IS NOT NULL;
