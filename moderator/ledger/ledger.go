package ledger

import (
	"slices"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// StepApproval names the step of a trace that says why a decision waits for a person. In
// shadow mode, where nothing waits, it marks what would have waited.
const StepApproval = "approval"

// Ledger is the state that flags and decision records add up to.
type Ledger struct {
	chain
	episodes
	decisions map[string]*event.Decision // by id, the latest state
	waiting   map[string]bool            // ids that wait for approval, or would but for shadow mode
	open      []string                   // ids that were to be carried out, in order
	holds     map[string][]Hold          // by agent
	used      map[World]*usage
	named     named
}

// New gives an empty ledger.
func New() *Ledger {
	return &Ledger{
		chain:     chain{seen: map[[32]byte]bool{}},
		episodes:  episodes{},
		decisions: map[string]*event.Decision{},
		waiting:   map[string]bool{},
		holds:     map[string][]Hold{},
		used:      map[World]*usage{Real: {}, Shadow: {}},
		named:     named{},
	}
}

// Observe takes the next record of the topic. A repeat changes nothing. It returns a
// *BrokenChain if the record does not follow the one before it, and the codec's error if it
// cannot be read; in both cases the ledger stays usable and goes on from this record.
func (l *Ledger) Observe(raw []byte) error {
	d, err := event.Decode[event.Decision](raw)
	before := l.Head()
	if isNew := l.advance(raw); !isNew {
		return nil
	}
	if err != nil {
		return err
	}
	l.take(d)
	if d.Prev != before {
		return &BrokenChain{ID: d.ID, State: d.State, Prev: d.Prev, Want: before}
	}
	return nil
}

func (l *Ledger) take(d event.Decision) {
	before, known := l.decisions[d.ID]
	if known && stage(d.State) < stage(before.State) {
		return // a late word about what is settled already
	}
	if known {
		l.withdraw(before)
	}
	if slices.ContainsFunc(d.Trace, func(s event.Step) bool { return s.Step == StepApproval }) {
		l.waiting[d.ID] = true
	}
	switch {
	case !unfinished(&d):
		d.Trace, d.Subject.Items, d.Reason = nil, nil, "" // nobody asks for them again
	case !known:
		l.open = append(l.open, d.ID)
	}
	l.decisions[d.ID] = &d
	l.enter(&d)
}

// stage orders the states of a decision; a record never takes it back.
func stage(state string) int {
	switch state {
	case event.StateProposed:
		return 0
	case event.StateApproved:
		return 1
	case event.StateRejected, event.StateExpired, event.StateApplied, event.StateFailed:
		return 2
	default:
		return 3
	}
}

// Known reports whether there is a record of the decision.
func (l *Ledger) Known(id string) bool { return l.decisions[id] != nil }

// State gives the latest state of a decision, "" if there is no record of it.
func (l *Ledger) State(id string) string {
	if d := l.decisions[id]; d != nil {
		return d.State
	}
	return ""
}

// Unfinished lists, in the order they were proposed, the decisions that are to be carried
// out and of which no outcome is on record, each as it was proposed.
func (l *Ledger) Unfinished() []event.Decision {
	l.open = slices.DeleteFunc(l.open, func(id string) bool { return !unfinished(l.decisions[id]) })
	list := make([]event.Decision, 0, len(l.open))
	for _, id := range l.open {
		list = append(list, *l.decisions[id])
	}
	return list
}

func unfinished(d *event.Decision) bool {
	return d.Mode == event.ModeEnforce && d.State == event.StateProposed && policy.CallsForum(d.Action)
}
