package ledger

import (
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// named keeps when each rule that sanctions nobody last named an agent, by rule and agent.
type named map[string]map[string]event.Time

func (n named) note(d *event.Decision) {
	if policy.CallsForum(d.Action) || d.Action == event.DoNone {
		return
	}
	of := n[d.Policy.Rule]
	if of == nil {
		of = map[string]event.Time{}
		n[d.Policy.Rule] = of
	}
	for _, agent := range d.Subject.Agents {
		if of[agent].Before(d.Time.Time) {
			of[agent] = d.Time
		}
	}
}

// Spared reports whether a rule of the policy that spares whom it names has named an agent so
// recently that no other may sanction it at event time at.
func (l *Ledger) Spared(p *policy.Policy, agent string, at event.Time) bool {
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Spared() == 0 {
			continue
		}
		if last, known := l.named[r.Name][agent]; known && at.Sub(last.Time) < r.Spared() {
			return true
		}
	}
	return false
}
