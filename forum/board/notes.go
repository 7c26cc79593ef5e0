package board

import (
	"github.com/moltwatch/moltwatch/internal/event"
)

// note begins an action about somebody who may have no account: actions belong to somebody,
// so a stranger is called by the keyed hash of its address.
func (a Actor) note(kind event.Kind) event.Action {
	action := a.action(kind)
	if action.Agent.ID == "" {
		action.Agent.ID = "stranger-" + a.Origin.Addr
	}
	return action
}

// RateLimited tells of somebody who was refused because it called too often.
func (b *Board) RateLimited(actor Actor, what string, limit int) {
	a := actor.note(event.RateLimited)
	a.Reason, a.Value = what, int64(limit)
	b.Note(a)
}

// WrongKey tells of somebody who showed a key that is none.
func (b *Board) WrongKey(actor Actor) {
	a := actor.note(event.AuthFailed)
	a.Reason = "key"
	b.Note(a)
}

// Heartbeat tells that an agent looked in.
func (b *Board) Heartbeat(actor Actor) { b.Note(actor.note(event.Heartbeat)) }

// Served tells what an agent was shown: ids of posts and comments.
func (b *Board) Served(actor Actor, where string, items []string) {
	if len(items) == 0 {
		return
	}
	a := actor.note(event.FeedServed)
	a.Reason, a.Items = where, items[:min(len(items), event.MaxListed)]
	b.Note(a)
}
