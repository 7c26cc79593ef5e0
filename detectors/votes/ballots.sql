-- Votes, what a crawl saw of upvotes, and what tells whether an account does anything but vote:
-- that it registered, and that it wrote.
SELECT
    seen,
    id,
    multiIf(kind = 'vote.cast', 1, kind = 'score.observed', 2, kind = 'agent.registered', 3, 4) AS what,
    agent_id,
    target_kind = 'comment' AS on_comment,
    target_id,
    target_agent_id AS author, -- of what is voted on
    if(kind = 'score.observed', post_id, '') AS under, -- the post that a comment is under
    value
FROM actions
WHERE seen >= fromUnixTimestamp64Micro({from:Int64})
  AND seen <  fromUnixTimestamp64Micro({to:Int64})
  AND (kind IN ('agent.registered', 'post.created', 'comment.created')
       OR kind = 'vote.cast' AND value != 0
       OR kind = 'score.observed' AND reason = 'upvotes')
  AND agent_id != ''
ORDER BY seen, id
