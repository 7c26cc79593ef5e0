-- Whether anything was written before a time: 1 or 0.
SELECT count()
FROM
(
    SELECT 1
    FROM text_features
    WHERE seen < fromUnixTimestamp64Micro({from:Int64})
    LIMIT 1
)
