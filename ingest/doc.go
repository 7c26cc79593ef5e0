// Package ingest brings what is on Kafka into ClickHouse, exactly once.
//
// It promises that each accepted action is one row, whatever is killed, resent or moved
// between consumers; that what cannot be accepted is on the dead-letter topic with the
// reason; and that progress is recorded only after the rows it covers, with the event time
// up to which a partition is complete. With ClickHouse away it stops fetching and waits.
//
// How: a block of rows is a function of the log alone (see boundary.go), so whoever sends a
// stretch again sends the same block under the same deduplication token. After an
// assignment or an error the first block is compared with what is stored, by offset, and
// what is missing is sent again.
//
// What the views make of a block may be cut off behind its rows; after any doubt the counts a
// minute are compared with the actions and corrected (see audit.go).
//
// It never changes an action and never computes anything from text. The rows of actions,
// ingest_progress and decisions, and of what the views make of actions, are owned by this package; a partition is owned by one
// worker of one generation of the consumer group.
package ingest
