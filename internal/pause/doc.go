// Package pause waits, for a time or until a context ends, whichever is first. It never waits
// for anything else.
package pause
