-- What happened in each minute that ended in a stretch of event time: actions by kind, by submolt and
-- by target, and who acted on whom twice or more. A minute is seen at its end. What a crawl saw of
-- totals is no action, and comes in bursts of its own; nor is what staff does, or the forum for its author, to an agent or a text.
WITH
    (intDiv(intDiv({from:Int64}, 1000000) - 60, 60) + 1) * 60 AS begin,
    (intDiv(intDiv({to:Int64}, 1000000) - 60, 60) + 1) * 60   AS finish
SELECT addMicroseconds(toDateTime64(at, 6, 'UTC'), 59999999) AS seen, what, key, other, n
FROM
(
    SELECT minute AS at, toUInt8(dimension) AS what, if(dimension = 'kind', CAST(kind, 'String'), key) AS key, '' AS other,
           toInt64(sum(actions)) AS n
    FROM actions_per_minute
    WHERE dimension IN ('kind', 'submolt', 'target')
      AND minute >= toDateTime(begin, 'UTC') AND minute < toDateTime(finish, 'UTC')
      AND kind NOT IN ('score.observed', 'feed.served', 'content.removed', 'content.restored', 'sanction.applied', 'sanction.lifted')
      AND (dimension = 'kind' OR kind IN ('post.created', 'comment.created', 'vote.cast', 'agent.followed', 'report.filed'))
    GROUP BY at, what, key
    UNION ALL
    SELECT toStartOfMinute(seen), toUInt8(4), agent_id, target_agent_id, toInt64(count())
    FROM actions
    WHERE seen >= toDateTime(begin, 'UTC') AND seen < toDateTime(finish, 'UTC')
      AND agent_id != '' AND target_agent_id != '' AND agent_id != target_agent_id
      AND kind IN ('comment.created', 'vote.cast', 'agent.followed', 'message.sent', 'report.filed')
    GROUP BY toStartOfMinute(seen), agent_id, target_agent_id
)
WHERE n > 0
ORDER BY seen, what, key, other
