-- Texts that are nearly the same as an earlier one, by that one: who wrote them, when, how many.
-- Parameters: from, to; alike, the least Jaccard index of their pieces.
CREATE VIEW near_duplicates AS
SELECT tupleElement(earliest, 2) AS original,
       tupleElement(earliest, 3) AS author,
       tupleElement(earliest, 1) AS began,
       max(copied) AS ended,
       count() + 1 AS texts,
       arraySort(groupUniqArray(copier)) AS agents,
       arraySort(groupArray(second_id)) AS copies
FROM
(
    SELECT second_id, any(second_agent) AS copier, any(second_seen) AS copied, min((first_seen, first_id, first_agent)) AS earliest
    FROM near_pairs(from = {from:DateTime('UTC')}, to = {to:DateTime('UTC')})
    WHERE alike >= {alike:Float64}
    GROUP BY second_id
)
GROUP BY earliest;
