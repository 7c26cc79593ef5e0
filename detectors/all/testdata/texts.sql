-- What the text stage would make of the made-up texts seen in a stretch of event time. They have
-- nothing in common: their hashes are their own.
INSERT INTO text_features
(
    kafka_partition, kafka_offset, seen, action_id, time, kind, agent_id, submolt, post_id, target_id, target_agent_id,
    origin, embedding, injection, repeats, links, runes, words_hash, bands, pieces
)
SELECT
    kafka_partition, kafka_offset, seen, id, time, kind, agent_id, submolt, post_id, target_id, target_agent_id,
    if(origin_net = '' OR origin_client = '', 0, xxHash64(concat(origin_net, '\0', origin_client))),
    arrayMap(i -> toInt8(toInt16(cityHash64(kafka_offset, intDiv(i, 8)) % 41) - 20), range(256)),
    (cityHash64(id) % 100) / 400., 0, if(cityHash64(id) % 20 = 0, [concat('host-', toString(cityHash64(id, 9) % 500), '.example')], []),
    text_len, cityHash64(text), arrayMap(i -> cityHash64(text, i), range(20)), arrayMap(i -> toUInt32(cityHash64(text, i, 7)), range(12))
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND kind IN ('comment.created', 'post.created')
