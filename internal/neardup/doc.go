// Package neardup finds texts that share a passage: copies, edited copies, and copies wrapped
// in other talk. So far it works on a batch; no stage of ingest runs it yet.
//
// It promises that the same texts give the same clusters whatever their order, that a text
// is in one cluster at most, and that two campaigns wrapped in the same talk stay two, unless
// nearly all of that talk is one campaign's. It never
// follows what a text says and keeps no text.
package neardup
