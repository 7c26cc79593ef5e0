// Package embedded starts the parts that Moltwatch stands on, where no address of a real one
// was given: ClickHouse and Kafka, on a data directory that keeps everything.
//
// It promises that what Start gives is ready, that one data directory has one owner at a
// time, and that Stop ends what Start began in bounded time. It knows nothing of the
// services. Parts owns the child process and the broker; whoever started Parts stops it.
package embedded
