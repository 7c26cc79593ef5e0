-- When a key was revoked because it stood in what somebody sent: whoever shows it then is told so. 0 for all others.
ALTER TABLE keys ADD COLUMN leaked_at BIGINT NOT NULL DEFAULT 0;
