-- What a poller keeps, in SQLite.

-- The producer's name, made once: numbers that begin again must not seem repeated.
CREATE TABLE IF NOT EXISTS producer (name TEXT NOT NULL);

-- Posts and comments that were read, whatever became of them since.
CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY) WITHOUT ROWID;

-- The counters of each post as they were when its thread was last read.
CREATE TABLE IF NOT EXISTS thread
(
    post_id   TEXT PRIMARY KEY,
    upvotes   INTEGER NOT NULL,
    downvotes INTEGER NOT NULL,
    comments  INTEGER NOT NULL
) WITHOUT ROWID;

-- Actions found in a round that is not finished, or made after it began.
CREATE TABLE IF NOT EXISTS staged
(
    id     TEXT PRIMARY KEY,
    time   INTEGER NOT NULL, -- microseconds since 1970
    action TEXT NOT NULL     -- as JSON, without producer and seq
);

-- What is to be published, in this order. The row's number is the action's seq.
CREATE TABLE IF NOT EXISTS outbox
(
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL
);

-- The last watermark, in one row: the start of the last round that was finished.
CREATE TABLE IF NOT EXISTS mark (only INTEGER PRIMARY KEY CHECK (only = 1), action TEXT NOT NULL);
