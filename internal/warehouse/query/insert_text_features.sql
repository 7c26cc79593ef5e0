INSERT INTO text_features (
    kafka_partition, kafka_offset, seen, action_id, time, kind, agent_id, submolt, post_id, parent_id,
    target_id, target_agent_id, origin, embedding, embedding_model, foreign_letters, injection, injection_start, injection_end, repeats,
    secrets, links, wallets, runes, words_hash, bands, pieces)
