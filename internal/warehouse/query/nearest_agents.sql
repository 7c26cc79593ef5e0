-- The agents whose talk and description are nearest to a vector's meaning. To add up vectors costs
-- most, so it is done for {candidates} agents only: those that come first by an estimate that needs
-- one number a text. A sum's product with a vector is the sum of the products; what is estimated is
-- the sum's length, as if any two texts of an agent had a cosine of 0.2.
SELECT agent_id, texts, dotProduct(vector, {vector:Array(Int8)}) / (L2Norm(vector) * 127) AS cosine
FROM agent_vectors(since = {since:DateTime('UTC')}, model = {model:String})
WHERE L2Norm(vector) > 0
  AND agent_id GLOBAL IN -- an agent's texts may lie on several shards
(
    SELECT agent_id
    FROM
    (
        SELECT agent_id,
               countIf(talks) AS n,
               sumIf(product, talks) AS talk,
               countIf(NOT talks) AS descriptions,
               argMaxIf(product, seen, NOT talks) AS description
        FROM
        (
            SELECT agent_id, seen, kind IN ('post.created', 'comment.created') AS talks, dotProduct(embedding, {vector:Array(Int8)}) AS product
            FROM text_features
            WHERE embedding_model = {model:String}
              AND agent_id != {but:String}
              AND (kind IN ('agent.registered', 'agent.updated')
                OR kind IN ('post.created', 'comment.created') AND seen >= {since:DateTime('UTC')})
        )
        GROUP BY agent_id
    )
    ORDER BY (talk / sqrt(greatest(n, 1) + 0.2 * n * (n - 1)) + description) / sqrt((n > 0) + (descriptions > 0)) DESC, agent_id
    LIMIT {candidates:UInt32}
)
ORDER BY cosine DESC, agent_id
LIMIT {k:UInt32}
