INSERT INTO decisions (
    id, state, time, flags, subject_kind, subject_id, agents, items, action, until,
    policy_version, policy_rule, judge, confidence, mode, by, reason, trace_steps, trace_texts,
    prev, traceparent, kafka_offset)
