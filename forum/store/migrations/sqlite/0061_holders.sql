-- What a reset of somebody's passkeys ends.
CREATE INDEX operator_sessions_of ON operator_sessions (operator_id);
CREATE INDEX assertions_of        ON assertions (holder);
CREATE INDEX ceremonies_of        ON ceremonies (holder);
