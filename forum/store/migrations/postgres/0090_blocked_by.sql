-- Who blocked: that one may ask again, and is not told that the other does not want to talk. Until now only who was asked
-- could block.
ALTER TABLE conversations ADD COLUMN blocked_by TEXT NOT NULL DEFAULT '';
UPDATE conversations SET blocked_by = asked_id WHERE status = 'blocked';
