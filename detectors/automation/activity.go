package automation

import (
	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

// post is where a comment may stand.
type post struct {
	at       moment.Moment
	author   uint64 // hash of the agent
	newcomer bool   // its author had written nothing for as long as memory goes
}

// activity is what all accounts do, as this detector sees it.
type activity struct {
	accounts map[uint64]*account // by hash of the agent
	open     map[string]*account // by agent: those that were found to repeat themselves
	posts    map[uint64]post     // by hash of the id
	swept    moment.Moment
}

func newActivity() *activity {
	return &activity{accounts: map[uint64]*account{}, open: map[string]*account{}, posts: map[uint64]post{}}
}

// Take implements windowed.Watcher.
func (x *activity) Take(m message) {
	seen, who := moment.Of(m.seen), xxhash.Sum64String(m.agent)
	x.sweep(seen)
	a := x.accounts[who]
	newcomer := a == nil || seen.Sub(a.last) > memory
	if a == nil {
		a = &account{}
		x.accounts[who] = a
	}
	a.last = seen
	if m.thread == "" {
		x.posts[xxhash.Sum64String(m.id)] = post{at: seen, author: who, newcomer: newcomer}
	}
	now := a.hear(m)
	if x.greets(a, who, now) {
		return
	}
	a.count(now, m.id)
	if !now.repeat {
		return
	}
	f, found := a.judge(now)
	if !found {
		return
	}
	p := a.parrot
	if p.found == 0 || seen.Sub(p.found) > memory {
		p.onset, p.opened = a.began(f, now), seen
	}
	f.accounts = len(x.accounts)
	p.found, p.what = seen, f
	if f.flood {
		p.flooded = seen
	}
	x.open[m.agent] = a
}

// greets reports whether a text is the first word of the day to a newcomer, on their first post:
// whoever says the same to each newcomer says it once to each, and that is no repetition.
func (x *activity) greets(a *account, who uint64, now mark) bool {
	p, ok := x.posts[now.thread]
	if !ok || p.author == who {
		return false
	}
	last, again := a.recent().spoke.speak(p.author, now.at)
	return p.newcomer && now.at.Sub(p.at) <= greeting && !(again && now.at.Sub(last) <= memory)
}

// sweep lets go of what no rule looks at any more, at the first text of each hour and as of the hour: what is left does
// not depend on when it was begun.
func (x *activity) sweep(seen moment.Moment) {
	now := moment.Of(seen.Time().Truncate(hour))
	if now == x.swept {
		return
	}
	x.swept = now
	old := func(t moment.Moment) bool { return now.Sub(t) > memory }
	for id, p := range x.posts {
		if old(p.at) {
			delete(x.posts, id)
		}
	}
	for id, a := range x.accounts {
		if old(a.last) {
			delete(x.accounts, id)
			continue
		}
		if a.lately != nil && now.Sub(a.last) > max(hour, recently) { // nobody asks for them before it writes again
			a.marks, a.sums = nil, nil
		}
		a.lighten(old)
	}
}
