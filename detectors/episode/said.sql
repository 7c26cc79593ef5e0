-- What a detector has said of the episodes that grew or ended in a stretch of event time: the
-- whole of each, by revision, but nothing of what was said later.
SELECT id, revision, part, kind, severity, confidence, time, window_start, agents, items,
       mapContains(features, 'ended') AS ended
FROM flags FINAL
WHERE detector = {detector:String}
  AND time <= fromUnixTimestamp64Micro({to:Int64})
  AND id IN
  (
      SELECT id
      FROM flags
      WHERE detector = {detector:String}
        AND time <= fromUnixTimestamp64Micro({to:Int64})
        AND time >  fromUnixTimestamp64Micro({from:Int64})
  )
ORDER BY time, id, revision, part
