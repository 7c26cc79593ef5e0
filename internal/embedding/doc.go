// Package embedding gives every text a vector of its meaning, fast enough for every message.
//
// It promises 256 int8 numbers whose cosine tells how alike two texts mean, the same on every
// machine and in every run; an answer for any bytes, however long, empty or broken; and no
// allocation per text. The vectors are static: one a WordPiece token, learned from a transformer,
// summed, those of a text's head with more weight, bent by the text's length, counted anew by what the
// text is about, and brought to length one. So word order, and what a word means only beside another, are
// not in them: "dog bites man" is "man bites dog". It never keeps a text, never judges one, and
// never asks anything of the network; package remote does, for those who want a transformer.
//
// The tokenizer gives what the reference (uncased BERT) gives. One difference is known: combining
// marks that are not taken away as accents stay in the order in which they come, where the
// reference sorts two in a row by their combining class.
//
// A Model is shared by all and owned by nobody; an Encoder belongs to one goroutine at a time.
// The folder train has the scripts that made the files here and reproduces them.
package embedding
