-- When a key was revoked because it stood in what somebody sent: whoever shows it then is told so. 0 for all others.
ALTER TABLE keys ADD COLUMN leaked_at INTEGER NOT NULL DEFAULT 0;
