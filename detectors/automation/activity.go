package automation

import "time"

// post is where a comment may stand.
type post struct {
	at       time.Time
	author   string
	newcomer bool // its author had written nothing for as long as memory goes
}

// activity is what all accounts do, as this detector sees it.
type activity struct {
	accounts map[string]*account
	open     map[string]*account // those that were found to repeat themselves
	posts    map[string]post
	wrote    map[string]time.Time // when each agent wrote last
	swept    time.Time
}

func newActivity() *activity {
	return &activity{
		accounts: map[string]*account{}, open: map[string]*account{}, posts: map[string]post{}, wrote: map[string]time.Time{},
	}
}

// Take implements windowed.Watcher.
func (x *activity) Take(m message) {
	x.sweep(m.seen)
	last, known := x.wrote[m.agent]
	x.wrote[m.agent] = m.seen
	if m.thread == "" {
		x.posts[m.id] = post{at: m.seen, author: m.agent, newcomer: !known || m.seen.Sub(last) > memory}
	}
	a := x.accounts[m.agent]
	if a == nil {
		a = &account{}
		x.accounts[m.agent] = a
	}
	now := a.hear(m)
	if x.greets(a, m) {
		return
	}
	a.count(now, m)
	if !now.repeat {
		return
	}
	f, found := a.judge(now)
	if !found {
		return
	}
	if a.found.IsZero() || m.seen.Sub(a.found) > memory {
		a.onset, a.opened = f.since, m.seen
	}
	f.accounts = len(x.wrote)
	a.found, a.last = m.seen, f
	if f.flood {
		a.flooded = m.seen
	}
	x.open[m.agent] = a
}

// greets reports whether a text is the first word of the day to a newcomer, on their first post:
// whoever says the same to each newcomer says it once to each, and that is no repetition.
func (x *activity) greets(a *account, m message) bool {
	at, ok := x.posts[m.thread]
	if !ok || at.author == m.agent {
		return false
	}
	last, again := a.spoke[at.author]
	if a.spoke == nil {
		a.spoke = map[string]time.Time{}
	}
	a.spoke[at.author] = m.seen
	return at.newcomer && m.seen.Sub(at.at) <= greeting && !(again && m.seen.Sub(last) <= memory)
}

// sweep lets go of what no rule looks at any more.
func (x *activity) sweep(now time.Time) {
	if now.Sub(x.swept) < hour {
		return
	}
	x.swept = now
	old := func(t time.Time) bool { return now.Sub(t) > memory }
	for id, p := range x.posts {
		if old(p.at) {
			delete(x.posts, id)
		}
	}
	for id, t := range x.wrote {
		if old(t) {
			delete(x.wrote, id)
			delete(x.accounts, id)
		}
	}
	for _, a := range x.accounts {
		a.texts.forget(old)
		for who, t := range a.spoke {
			if old(t) {
				delete(a.spoke, who)
			}
		}
	}
}
