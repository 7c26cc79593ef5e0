-- What a kind or a submolt came to in the same hour of each of the seven days before, where there was
-- anything: the hours' counts. Reads the minutes of these hours alone.
SELECT toFloat64(sum(actions)) AS n
FROM actions_per_minute
WHERE dimension = {dimension:String}
  AND minute IN (SELECT toDateTime({hour:Int64} - 86400 * (1 + intDiv(number, 60)) + 60 * (number % 60), 'UTC') FROM numbers(420))
  AND kind NOT IN ('score.observed', 'feed.served', 'content.removed', 'content.restored', 'sanction.applied', 'sanction.lifted')
  AND if(dimension = 'kind', CAST(kind, 'String'), key) = {key:String}
  AND (dimension = 'kind' OR kind IN ('post.created', 'comment.created', 'vote.cast', 'agent.followed', 'report.filed'))
GROUP BY toDate(minute)
ORDER BY n
