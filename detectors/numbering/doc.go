// Package numbering gives what a detector sees small numbers in order of first appearance, so that
// millions of items hold four bytes in place of a string: Names of agents and places, an Index
// that finds numbers by the hash of things that are kept elsewhere, and Once, which keeps a note of
// things that came once so far, by their hash alone.
//
// It promises that numbers follow from the order of the calls alone. It never keeps a thing itself,
// but for names. Everything here is its caller's, and used by one goroutine.
package numbering
