-- What this detector has said before: the members of its episodes, by revision.
SELECT id, revision, time, window_start, agents, items
FROM flags FINAL
WHERE detector = {detector:String}
  AND time <= fromUnixTimestamp64Micro({to:Int64})
  AND time >  fromUnixTimestamp64Micro({from:Int64})
ORDER BY time, id, revision, part
