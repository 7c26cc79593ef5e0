// Package bus is how the services reach Kafka: topics, publishing, reading.
//
// It promises that Publish keeps the order of its records in each partition, waits for
// all replicas, and neither skips nor reorders when it must try again: it may repeat,
// never lose. Reading hands over every record of a partition in order, once a run,
// and survives a broker that goes away and comes back.
//
// It never looks into a record and keeps no state on disk. A Bus is owned by whoever
// opened it; a Producer by one caller; the goroutines of Tail by Tail, which waits for them.
package bus
