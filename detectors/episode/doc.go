// Package episode keeps what a detector has said: one flag an episode, revisions while it grows.
//
// A detector reports a Finding at each tick at which it sees something, always whole: all
// agents and items that are in it by now. The Book finds the open episode that the finding
// belongs to, or opens one, and decides whether there is something new to say: new agents at
// once, new items when they are a share of what was said or have waited long enough. What it
// says is a list of flags (event.Flag), cut into parts, with the id, revision and totals that
// docs/invariants.md asks for.
//
// It promises that a Book that was Read back from the table flags as of a tick decides as the
// one that ran until that tick would have, and that asking (Due) changes nothing. It never
// looks at a clock; the tick is given. A Book is owned by the one goroutine that runs its
// detector.
package episode
