package episode

import "time"

// Finding is what a detector sees as of a tick, whole: the Book works out what of it is new.
type Finding struct {
	Kind string // what it is, for the moderator's policy: "coordination", "uptake"

	// Anchor and Onset name the episode when it is opened: its id is a hash of the detector,
	// the anchor and the onset. With Rules.ByAnchor the anchor must be the same at each tick
	// (a submolt, an edge, a text's hash) and differ between kinds; the onset may be found
	// anew at each tick, the first that was said holds.
	Anchor string
	Onset  time.Time

	// Agents and Items are all that are in it by now, in an order that depends on the actions
	// alone. Items are those that show the behaviour, oldest first. What is in a list is not changed
	// once it was given: the same list again, as long, holds nothing new.
	Agents, Items []string

	Severity   string                         // see package detectors for what each means
	SeverityOf func(agents, items int) string // where Severity is empty: by the episode's totals
	Confidence float64                        // the probability that the finding is right, 0..1
	Calibrated bool                           // it was measured against outcomes

	Summary  string             // a sentence or two, for a person who must trust it
	Features map[string]float64 // round them: see Round
	Samples  []string           // ids of actions, most telling first; nil: the latest new items
	// Query gives SQL that shows the same again, for the episode's window; members is what stands in an
	// IN (...) for all agents that the flag lists so far. nil: the texts of its agents.
	Query func(members string, from, to time.Time) string

	Cluster string    // empty: the flag's id
	End     time.Time // of the behaviour; zero: the tick
	// Ended closes the episode, which is said: what comes later is another one.
	Ended bool
}

// over reports whether it ended before t: when a detector's window moves, what it sees last may be
// something older than what it said last, and then it is no part of that.
func (f Finding) over(t time.Time) bool { return f.Ended && !f.End.IsZero() && f.End.Before(t) }
