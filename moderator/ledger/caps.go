package ledger

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// capWindow is the stretch of event time that a cap is about.
const capWindow = time.Hour

// charge is what one decision takes from the caps.
type charge struct {
	at       event.Time
	decision string
	rule     string
	agents   int
}

// usage is the charges of one world, by event time.
type usage struct{ charges []charge }

// after gives the index of the first charge later than at.
func (u *usage) after(at time.Time) int {
	i, _ := slices.BinarySearchFunc(u.charges, at, func(c charge, at time.Time) int {
		if c.at.After(at) {
			return 1
		}
		return -1
	})
	return i
}

func (u *usage) add(d *event.Decision) {
	u.charges = slices.Insert(u.charges, u.after(d.Time.Time), charge{d.Time, d.ID, d.Policy.Rule, len(d.Subject.Agents)})
}

func (u *usage) remove(d *event.Decision) {
	from := u.after(d.Time.Add(-time.Nanosecond))
	for i := from; i < len(u.charges) && u.charges[i].at.Equal(d.Time.Time); i++ {
		if u.charges[i].decision == d.ID {
			u.charges = slices.Delete(u.charges, i, i+1)
			return
		}
	}
}

// Used counts the agents sanctioned in the hour of event time up to at, by all rules and by
// rule. What flags of other detectors did at later times counts too: so no hour holds more
// than a cap, in whatever order flags come.
func (l *Ledger) Used(world World, rule string, at event.Time) (all, byRule int) {
	for _, w := range []World{Real, Shadow} {
		if w == Shadow && world == Real {
			continue
		}
		u := l.used[w]
		for _, c := range u.charges[u.after(at.Add(-capWindow)):] {
			all += c.agents
			if c.rule == rule {
				byRule += c.agents
			}
		}
	}
	return all, byRule
}
