// Package copypasta finds agents that say the same or nearly the same thing, in step, on
// the same targets. README.md says what it sees, what it cannot see, and why.
//
// It promises that its state after a tick is a function of the actions of the last day and
// of the flags it has raised, so that a restart changes nothing; and that an agent whose
// words others copy is not a member of their ring. It never reads more of an action than
// the text, its author and its place. Detector is owned by one goroutine of the engine.
package copypasta
