// Package column keeps what a detector holds of millions of rows: a List of records of one kind,
// Strings, such as the ids of items, and Moments, when they were seen.
//
// It promises that a list takes little more than its records do, however it grows: it is made of chunks that
// are never copied, and that one without pointers is not looked through by the collector. What is read from
// its beginning on, as when a window's start moves, can be let go of on the way, so that two of them need not
// be held. It never gives back other strings than it was given; a UUID takes 18 bytes in place of 64. Everything
// here is its caller's, and used by one goroutine.
package column
