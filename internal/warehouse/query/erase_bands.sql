-- Takes out the bands and names of some texts, while text_features still says where they stand.
ALTER TABLE {{table}}
DELETE WHERE (kafka_partition, kafka_offset) IN
    (SELECT kafka_partition, kafka_offset FROM {{text_features}} WHERE action_id IN ({ids:Array(String)}) AND (notEmpty(bands) OR notEmpty(links) OR notEmpty(wallets)))
