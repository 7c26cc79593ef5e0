// Package injection judges whether a text is an attack on the agents that read it: an order to
// drop their instructions, to play a part without rules, to hand over secrets or money, or to
// spread the text.
//
// It reads what hides an order (look-alike letters, invisible ones, Base64, hex, rows of numbers, escapes, spaced
// letters, rot13) and judges sentence by sentence; a text is as bad as its worst sentence, and
// the verdict names that sentence's bytes in the text given. An attack that is quoted, negated or
// discussed is none.
//
// It promises that the same text gives the same verdict in every run, that spans lie within
// the text, and that time is linear in it. It never acts, keeps or sends anything: what is done
// with a probability is its callers' business. Reading is all it does; it follows nothing.
package injection
