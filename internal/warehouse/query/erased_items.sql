-- The actions whose words are erased. It reads the kinds of all actions: for what happens seldom.
SELECT groupUniqArray(target_id)
FROM actions
WHERE kind = 'content.erased' AND target_id != ''
