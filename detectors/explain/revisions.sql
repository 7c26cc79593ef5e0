-- What was said of the flag whose id begins so, by revision, all parts of one together.
SELECT id, revision, any(detector), any(version), any(kind), any(severity), any(confidence), any(calibrated),
       min(time) AS at, any(window_start), any(window_end), any(cluster),
       groupArrayArray(agents), any(agents_total), groupArrayArray(items), any(items_total),
       any(summary), any(features), any(samples), any(query)
FROM (SELECT * FROM flags FINAL WHERE startsWith(id, {id:String}) ORDER BY id, revision, part)
GROUP BY id, revision
ORDER BY id, revision
