INSERT INTO flags (
    id, revision, part, parts, detector, version, kind, severity, confidence, calibrated, time,
    window_start, window_end, cluster, agents, agents_total, items, items_total,
    summary, features, samples, query, traceparent)
