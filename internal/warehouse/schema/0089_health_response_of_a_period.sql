-- Response times: a row a post of a period, [from, to), with when somebody else first commented on it within a
-- day; null: nobody did, or not yet. It reads that period and a day more, five short columns of its posts and
-- comments. Ask FROM health_response(from = '2026-02-03 00:00:00', to = '2026-02-04 00:00:00'), in UTC.
CREATE OR REPLACE VIEW health_response AS
SELECT post, minIf(seen, is_post) AS posted, anyIf(submolt, is_post) AS submolt, anyIf(agent_id, is_post) AS author,
       arrayFilter(c -> tupleElement(c, 2) != author AND tupleElement(c, 1) < posted + INTERVAL 1 DAY,
                   groupArrayIf((seen, agent_id), NOT is_post)) AS others,
       if(empty(others), NULL, tupleElement(arrayMin(others), 1)) AS answered,
       dateDiff('millisecond', posted, answered) / 1000 AS seconds
FROM
(
    SELECT kind = 'post.created' AS is_post, if(is_post, id, post_id) AS post, seen, agent_id, submolt
    FROM actions
    WHERE kind IN ('post.created', 'comment.created')
      AND seen >= {from:DateTime('UTC')} AND seen < {to:DateTime('UTC')} + INTERVAL 1 DAY
      AND (NOT is_post OR seen < {to:DateTime('UTC')})
)
GROUP BY post
HAVING countIf(is_post) > 0;
