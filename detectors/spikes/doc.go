// Package spikes finds what suddenly happens more often than it used to: actions of a kind, in a
// submolt, on a target, of one agent on another. It also holds the part that scores a stream of edges
// (who acted on whom), MIDAS-F. README.md says what it sees, and what it cannot see.
//
// It promises that its flags name no agent and no item: what surprises may be news; that they are
// a function of the actions alone; and of edges, that the score of one depends on the edges up to it
// and on nothing behind it, that memory does not grow with the stream, and that an edge costs no
// allocation.
package spikes
