-- So many texts of ten thousand agents on five hundred matters, a second apart, with embeddings
-- near those of their matter.
INSERT INTO text_features (kafka_offset, seen, action_id, kind, agent_id, embedding_model, embedding)
SELECT number, toDateTime64('2026-02-03 09:00:00', 6, 'UTC') + number, concat('text-', toString(number)),
       if(number %% 3 = 0, 'post.created', 'comment.created'), concat('agent-', toString(cityHash64(number) %% 10000)), '%[3]s',
       arrayMap(i -> toInt8(((cityHash64(i, number) %% 1000) + (cityHash64(i, number, 1) %% 1000) - 999) / 80
           + ((cityHash64(i, cityHash64(number, 7) %% 500) %% 1000) - 499) / 60), range(256))
FROM numbers(%[2]d, %[1]d)
