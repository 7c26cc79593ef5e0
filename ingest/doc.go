// Package ingest brings what is on Kafka into ClickHouse, exactly once: the raw rows, and what is
// worked out of their texts.
//
// It promises that each accepted action is one row, and each that has a text one row of features,
// whatever is killed, resent or moved between consumers; that what cannot be accepted is on the
// dead-letter topic with the reason; and that progress is recorded only after the rows it
// covers, with the event time up to which a partition is complete. With ClickHouse away it stops
// fetching and waits. Raw rows never wait for texts: each is a stage with a consumer group, a
// progress and a table of its own (stage.go), and texts give way while raw rows have a backlog.
//
// How: a block of rows is a function of the log alone (see boundary.go), so whoever sends a
// stretch again sends the same block under the same deduplication token. After an
// assignment or an error the first block is compared with what is stored, by offset, and
// what is missing is sent again. When a row may be seen (tracker.go) is the same function of the
// log in every stage.
//
// What the views make of a block may be cut off behind its rows; after any doubt it is compared
// with them and corrected (see audit.go).
//
// A text that makes a feature panic, or takes too long, is stored without it and counted
// (workshop.go). What features are is internal/textfeatures' business; ingest never changes an
// action. The rows of actions, text_features, ingest_progress and decisions, and of what the views
// make of them, are owned by this package; a partition is owned, for each stage, by one worker of
// one generation of the consumer group.
package ingest
