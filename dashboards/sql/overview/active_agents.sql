-- How many different agents did something, and how many of them wrote.
-- What is done to an agent, by moderation, by a crawler that counts or by who tries its key in vain, is not its own doing.
SELECT
    $__timeInterval(a.time)                                                  AS time,
    uniq(a.agent_id)                                                         AS active,
    uniqIf(a.agent_id, a.kind IN ('post.created', 'comment.created'))        AS writing
FROM actions AS a
WHERE $__timeFilter(a.time)
  AND a.seen >= $__fromTime
  AND a.kind NOT IN ('sanction.applied', 'sanction.lifted', 'content.removed', 'content.restored',
                     'content.held', 'content.erased', 'announcement.made', 'score.observed', 'auth.failed')
  AND $__conditionalAll(a.submolt IN (${submolt:singlequote}), $submolt)
GROUP BY time
ORDER BY time
