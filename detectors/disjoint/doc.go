// Package disjoint keeps what belongs together: sets of numbers that never overlap, of which two
// are made one at a time (Tarjan 1975, Efficiency of a good but not linear set union algorithm).
//
// It promises that a set is called by its least member, whatever the order in which it was joined.
// It never takes anything apart again. Sets are their caller's, and used by one goroutine.
package disjoint
