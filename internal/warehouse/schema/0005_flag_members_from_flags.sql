-- Keeps flag_members in step with flags.
CREATE MATERIALIZED VIEW flag_members_from_flags TO flag_members AS
SELECT tupleElement(listed, 2) AS member_id, tupleElement(listed, 1) AS member, id AS flag_id, detector, time
FROM flags
ARRAY JOIN arrayConcat(
    arrayMap(a -> ('agent', a), agents),
    arrayMap(i -> ('item', i), items)) AS listed;
