-- What each agent talks about: the direction of the mean of its posts' and comments' embeddings
-- since a time, and the one of its last description, added up with the same weight. Not a unit
-- vector; all zero: nothing is known. Parameters: since; model, whose embeddings they are.
CREATE OR REPLACE VIEW agent_vectors AS
SELECT agent_id,
       arrayMap((t, d) -> toFloat32(t / greatest(L2Norm(talk), 1) + d / 127), talk, description) AS vector,
       texts
FROM
(
    SELECT agent_id,
           arrayResize(sumForEachIf(CAST(embedding, 'Array(Int64)'), kind IN ('post.created', 'comment.created')), 256) AS talk,
           arrayResize(argMaxIf(embedding, seen, kind IN ('agent.registered', 'agent.updated')), 256) AS description,
           countIf(kind IN ('post.created', 'comment.created')) AS texts
    FROM text_features
    WHERE embedding_model = {model:String}
      AND (kind IN ('agent.registered', 'agent.updated')
        OR kind IN ('post.created', 'comment.created') AND seen >= {since:DateTime('UTC')})
    GROUP BY agent_id
);
