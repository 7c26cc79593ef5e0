// Package outbox carries the store's outbox to Kafka: the relay publishes its rows, the
// keeper writes watermarks into it and prunes what was sent long ago.
//
// It promises that every row reaches the publisher at least once and in order, however often
// the process dies, and none that a loss of the machine could still undo: a row is published only once it
// is on the store's disk, and marked as sent only after the publisher has acknowledged it.
// Of several processes that share a store one relays; when it goes, another takes over.
// It never changes a row and never skips one. The store owns the rows; the relay is the only
// one who moves the mark.
package outbox
