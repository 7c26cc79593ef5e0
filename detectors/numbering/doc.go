// Package numbering gives what a detector sees small numbers in order of first appearance, so that
// millions of items hold four bytes in place of a string: Names of agents and places, and an Index
// that finds numbers by the hash of things that are kept elsewhere.
//
// It promises that numbers follow from the order of the calls alone. It never keeps a thing itself,
// but for names. Everything here is its caller's, and used by one goroutine.
package numbering
