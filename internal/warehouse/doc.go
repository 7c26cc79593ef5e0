// Package warehouse is ClickHouse as Moltwatch uses it: the schema, its migrations, and
// the few typed reads and writes that more than one service needs.
//
// It promises that Migrate brings any earlier schema to the current one and is harmless to
// repeat, and that an insert of actions under a deduplication token is stored once however
// often it is sent. It never decides what to store. The tables are owned by those who
// write them: ingest owns actions with what views make of them, ingest_progress and decisions; detectors own flags and
// detector_progress.
package warehouse
