-- The share of a text's letters, 0 to 1, that belong to another alphabet than the one which the model in the binary learned from:
-- where it is most of them the vector hardly tells what the text means. 0 where a service gave the vector, and of rows from
-- before there was this column.
ALTER TABLE text_features ADD COLUMN IF NOT EXISTS foreign_letters Float32 DEFAULT 0 AFTER embedding_model;
