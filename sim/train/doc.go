// Command train learns the weights of internal/injection from labelled texts, innocent ones and
// texts of our own, and measures them on the sources that were left out.
//
// It promises that the same input gives the same bytes, and that nothing is learnt from a source
// that is for tests: those are only measured. It never copies a text into what it writes: weights
// are numbers of hashed words.
//
//	go run ./sim/train --data posts.jsonl --innocent innocent.jsonl --out internal/injection/weights.bin
package main
