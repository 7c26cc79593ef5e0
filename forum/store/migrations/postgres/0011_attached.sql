-- What is attached to one post or agent.
CREATE INDEX label_attachments_to ON label_attachments (target_id, target_type);
