// Package breaker notices that many agents take up something new within an hour, before anybody
// knows what it is, so that it can be held for a few minutes. README.md says what it sees, what it
// cannot see, and why.
//
// It promises that its flags accuse nobody: their kind is "uptake", their severity medium, their
// confidence one half. It never reads a text, only what the text stage made of it
// (text_features).
package breaker
