-- Takes the words out of some rows, such as those that tell of a post or a comment: of the rows themselves, and
-- of later ones about them that may quote them. What was done, when and by whom stays.
ALTER TABLE {{table}}
UPDATE title = '', text = '', text_sha256 = '', url = '', rationale = '', reason = if(kind = 'report.filed', '', reason)
WHERE id IN ({ids:Array(String)})
   OR (target_id IN ({ids:Array(String)}) AND kind IN ('announcement.made', 'content.edited', 'content.held'))
