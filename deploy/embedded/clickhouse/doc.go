// Package clickhouse runs a ClickHouse server that belongs to this process.
//
// The engine is libchdb, a shared library, loaded by a child process that is this very
// executable started again: a crash of the engine is then an exit to report, not the end of
// its parent. So main, and TestMain of a test that starts one, calls ChildMain first.
//
// It promises an address that answers before Start returns; that acknowledged inserts outlive
// kill -9 of child, parent or both, and the data directory opens again after; that the child
// ends within seconds of its parent, however the parent died; that what it listens on is
// reachable from this machine alone and by password alone; that no client ends it, whatever it
// sends or however it dies.
//
// It never reads or writes a table, and never fetches the library: see FindLibrary. A Server
// is owned by whoever started it, who stops it; the child's data directory by the child.
package clickhouse
