-- Response times: a row a post, with when somebody else first commented on it; null: nobody has.
-- It reads all posts and comments, five short columns of them. Filter by posted.
CREATE VIEW health_response AS
SELECT post, minIf(seen, is_post) AS posted, anyIf(submolt, is_post) AS submolt, anyIf(agent_id, is_post) AS author,
       arrayFilter(c -> tupleElement(c, 2) != author, groupArrayIf((seen, agent_id), NOT is_post)) AS others,
       if(empty(others), NULL, tupleElement(arrayMin(others), 1)) AS answered,
       dateDiff('millisecond', posted, answered) / 1000 AS seconds
FROM
(
    SELECT kind = 'post.created' AS is_post, if(is_post, id, post_id) AS post, seen, agent_id, submolt
    FROM actions
    WHERE kind IN ('post.created', 'comment.created')
)
GROUP BY post
HAVING countIf(is_post) > 0;
