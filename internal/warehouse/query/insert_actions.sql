INSERT INTO actions (
    kafka_partition, kafka_offset, broker_time, producer, seq, seen, late,
    id, forum, time, kind, agent_id, agent_name,
    origin_addr, origin_net, origin_client, origin_owner, origin_key,
    target_kind, target_id, target_agent_id, submolt, post_id, parent_id,
    title, text, text_len, text_sha256, url, value, items, reason, traceparent,
    rationale, confidence)
