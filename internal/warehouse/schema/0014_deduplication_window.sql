-- With many partitions a thousand tokens pass in seconds.
ALTER TABLE actions MODIFY SETTING non_replicated_deduplication_window = 10000;
