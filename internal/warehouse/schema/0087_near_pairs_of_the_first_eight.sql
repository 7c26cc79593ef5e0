-- Posts and comments seen in [from, to) that are nearly the same as a whole as an earlier one:
-- each with the eight earliest texts that have one of the bands of its MinHash sketch. With the
-- earliest alone, one text made up of others' bands, said before them, would hide them all from one
-- another. Their pieces, which are hashed apart from the bands, say how alike two texts are (Jaccard
-- index of the winnowed pieces of both). Eight times so many rows as a text has bands at most,
-- however many copies there are. Parameters: from, to.
CREATE OR REPLACE VIEW near_pairs AS
SELECT a.action_id AS first_id, a.agent_id AS first_agent, a.seen AS first_seen,
       b.action_id AS second_id, b.agent_id AS second_agent, b.seen AS second_seen,
       length(arrayIntersect(a.pieces, b.pieces)) / length(arrayDistinct(arrayConcat(a.pieces, b.pieces))) AS alike
FROM
(
    SELECT DISTINCT tupleElement(first, 2) AS first_id, tupleElement(second, 2) AS second_id
    FROM
    (
        SELECT arrayJoin(earliest) AS first, second
        FROM
        (
            SELECT arraySort(groupArray((seen, action_id))) AS texts, arraySlice(texts, 1, 8) AS earliest
            FROM text_features
            ARRAY JOIN bands AS band
            WHERE seen >= {from:DateTime('UTC')} AND seen < {to:DateTime('UTC')} AND kind IN ('post.created', 'comment.created')
            GROUP BY band
            HAVING count() > 1
        )
        ARRAY JOIN texts AS second
    )
    WHERE first < second
) AS pair
INNER JOIN
(
    SELECT action_id, agent_id, seen, pieces FROM text_features WHERE seen >= {from:DateTime('UTC')} AND seen < {to:DateTime('UTC')}
) AS a ON a.action_id = pair.first_id
INNER JOIN
(
    SELECT action_id, agent_id, seen, pieces FROM text_features WHERE seen >= {from:DateTime('UTC')} AND seen < {to:DateTime('UTC')}
) AS b ON b.action_id = pair.second_id;
