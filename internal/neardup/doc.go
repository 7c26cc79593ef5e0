// Package neardup finds texts that share a passage: copies, edited copies, and copies wrapped
// in other talk. It works on a batch of texts, or of the pieces that the text stage of ingest keeps of them (text_features.pieces).
//
// It promises that the same texts give the same clusters whatever their order, that a text
// is in one cluster at most, and that two campaigns wrapped in the same talk stay two, unless
// nearly all of that talk is one campaign's. It never
// follows what a text says and keeps no text.
package neardup
