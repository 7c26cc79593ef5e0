// Package spikes finds what suddenly happens more often than it used to. So far it holds the
// part that scores a stream of edges (who acted on whom), MIDAS-F; no live detector runs it
// yet.
//
// It promises that the score of an edge depends on the edges up to it and on nothing behind
// it, that memory does not grow with the stream, and that an edge costs no allocation. It never
// decides: a score is a surprise, and what surprises may be news.
package spikes
