-- What ClickHouse does by itself: its Kafka engine, two consumers, and a view that stores the
-- rows. It reads the same topic into the same columns, sorted alike, for BenchmarkIngest.
CREATE TABLE queue
(
    v Int64, id String, forum String, producer String, seq UInt64, time DateTime64(6, 'UTC'), kind String,
    agent Tuple(id String, name String),
    origin Tuple(addr String, net String, client String, owner String, key String),
    target Tuple(kind String, id String, agent_id String),
    submolt String, post_id String, parent_id String, title String, text String, text_len UInt32, text_sha256 String,
    url String, value Int64, items Array(String), reason String, traceparent String
)
ENGINE = Kafka
SETTINGS kafka_broker_list = '{broker}', kafka_topic_list = 'forum.actions', kafka_group_name = '{group}',
         kafka_format = 'JSONEachRow', kafka_num_consumers = 2, kafka_thread_per_consumer = 1,
         date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1;

CREATE MATERIALIZED VIEW queue_to_actions TO actions AS
SELECT _partition AS kafka_partition, _offset AS kafka_offset, _timestamp_ms AS broker_time, producer, seq,
       time AS seen, false AS late, id, forum, time, kind, agent.id AS agent_id, agent.name AS agent_name,
       origin.addr AS origin_addr, origin.net AS origin_net, origin.client AS origin_client,
       origin.owner AS origin_owner, origin.key AS origin_key, target.kind AS target_kind, target.id AS target_id,
       target.agent_id AS target_agent_id, submolt, post_id, parent_id, title, text, text_len, text_sha256, url,
       value, items, reason, traceparent
FROM queue;
