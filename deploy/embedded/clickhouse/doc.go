// Package clickhouse runs a real ClickHouse server without installing one: libchdb, which is
// the whole engine as a shared library, in a child process of this same binary.
//
// It promises that Start returns a server that answers, that the child ends when its parent
// does, however that dies, and that every acknowledged insert is kept across kill -9. It never
// listens beyond 127.0.0.1 and is no cluster: production takes any ClickHouse by its address.
// Server owns the child; whoever started it stops it.
package clickhouse
