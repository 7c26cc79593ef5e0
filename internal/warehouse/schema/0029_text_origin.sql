-- From where the text came: a hash (XXH64) of the action's origin_net, a zero byte and its origin_client, so that who reads
-- texts need not look up whether an agent moved. 0: not on record, as of all rows from before there was this column.
ALTER TABLE text_features ADD COLUMN IF NOT EXISTS origin UInt64 DEFAULT 0 AFTER target_agent_id;
