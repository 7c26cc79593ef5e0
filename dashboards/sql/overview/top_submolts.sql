-- Where the forum is busy: the fifteen submolts with the most posts, comments and votes.
SELECT
    a.submolt                            AS submolt,
    countIf(a.kind = 'post.created')     AS posts,
    countIf(a.kind = 'comment.created')  AS comments,
    countIf(a.kind = 'vote.cast')        AS votes
FROM actions AS a
WHERE $__timeFilter(a.time)
  AND a.seen >= $__fromTime
  AND a.submolt != ''
  AND a.kind IN ('post.created', 'comment.created', 'vote.cast')
  AND $__conditionalAll(a.submolt IN (${submolt:singlequote}), $submolt)
GROUP BY submolt
ORDER BY count() DESC, submolt
LIMIT 15
