package ledger

import (
	"slices"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// World keeps what was done apart from what shadow mode only says would have been done.
type World string

// The two worlds. A decision in shadow mode sees both, one that is carried out only Real.
const (
	Real   World = "real"
	Shadow World = "shadow"
)

// Hold is what one of our decisions meant for an agent.
type Hold struct {
	World    World
	Decision string
	Flag     string
	Action   string
	Until    *event.Time // nil: for good
	InForce  bool        // it restricts the agent; false: proposed to a person, refused or taken back
}

// strengths orders sanctions by how much they take away. On the forum a later sanction takes
// the place of an earlier one (but for a ban, and for a suspension of who is out of sight), so that a weaker one must not follow a
// stronger: a quarantine hides what is there already, a shadowban only what comes, and a
// suspension ends.
var strengths = map[string]int{
	event.DoSuspend: 1, event.DoShadowban: 2, event.DoQuarantine: 3, event.DoBan: 4,
}

// Held reports whether agent is, at event time at, under a sanction of ours that is equal to
// action or stronger, as seen from world.
func (l *Ledger) Held(agent, action string, world World, at event.Time) bool {
	return slices.ContainsFunc(l.holds[agent], func(h Hold) bool {
		return h.InForce && h.counts(action, world) && (h.Until == nil || h.Until.After(at.Time))
	})
}

// Dealt reports whether flag has had this or a stronger sanction for agent already, as seen
// from world: in force, over, waiting for a person, refused by one or taken back. Nobody is
// sanctioned twice for one thing.
func (l *Ledger) Dealt(flag, agent, action string, world World) bool {
	return slices.ContainsFunc(l.holds[agent], func(h Hold) bool {
		return h.Flag == flag && h.counts(action, world)
	})
}

func (h Hold) counts(action string, world World) bool {
	return (h.World == Real || world == Shadow) && strengths[h.Action] >= strengths[action]
}

// enter books what a decision means in the state it has reached; withdraw takes it back.
func (l *Ledger) enter(d *event.Decision) {
	l.named.note(d)
	if !sanctions(d) {
		return
	}
	h := Hold{World: worldOf(d), Decision: d.ID, Action: d.Action, Until: d.Until, InForce: l.inForce(d)}
	if len(d.Flags) > 0 {
		h.Flag = d.Flags[0]
	}
	for _, agent := range d.Subject.Agents {
		l.holds[agent] = append(l.holds[agent], h)
	}
	if h.InForce && d.Mode != event.ModeNeedsApproval {
		l.used[h.World].add(d)
	}
}

func (l *Ledger) withdraw(d *event.Decision) {
	if !sanctions(d) {
		return
	}
	for _, agent := range d.Subject.Agents {
		left := slices.DeleteFunc(l.holds[agent], func(h Hold) bool { return h.Decision == d.ID })
		if l.holds[agent] = left; len(left) == 0 {
			delete(l.holds, agent)
		}
	}
	l.used[worldOf(d)].remove(d)
}

// sanctions reports whether a decision means anything for its agents. One that failed does
// not: they are taken up again with the next revision of the flag.
func sanctions(d *event.Decision) bool {
	return policy.IsSanction(d.Action) && d.State != event.StateFailed
}

func worldOf(d *event.Decision) World {
	if d.Mode == event.ModeShadow {
		return Shadow
	}
	return Real
}

// inForce says whether the agents of a decision are restricted by it. What is proposed in
// enforce mode counts as if done: it may have been, before a crash.
func (l *Ledger) inForce(d *event.Decision) bool {
	switch d.State {
	case event.StateApproved, event.StateApplied:
		return true
	case event.StateProposed:
		return d.Mode != event.ModeNeedsApproval && !l.waiting[d.ID]
	default:
		return false
	}
}
