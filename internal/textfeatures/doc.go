// Package textfeatures turns a text into what is kept of it beside the raw row: sketches by which
// copies are found, where its links lead, its embedding, what it tries to do to its reader.
// The text stage of ingest and the forum use the same Extractor.
//
// It promises that the same text gives the same features on every machine, that a step that
// panics spoils its own feature only and is reported, and that a Features that is used again
// keeps nothing of the text before. It never keeps a text and never judges what features mean.
//
// An Extractor is shared; a Worker, its scratch space, is one goroutine's at a time.
package textfeatures
