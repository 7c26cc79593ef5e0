package store

import (
	"sync"
	"sync/atomic"
)

// generation counts the changes of a store, so that what was read may be kept until the next.
type generation struct {
	n, accounts atomic.Uint64
	unknown     atomic.Bool // others may have changed something without our hearing of it

	mu    sync.Mutex    // held while counting
	every atomic.Uint64 // the last that may have changed any post, agent or submolt
	of    [slots]atomic.Uint64

	erased []func(generation uint64) // are called when something was erased
}

// add counts a change. What it concerns is told first: who knows the new number knows that too.
func (g *generation) add(c changes) {
	if c.what == nothing && !c.all && len(c.slots) == 0 {
		return
	}
	g.mu.Lock()
	next := g.n.Load() + 1
	if c.all {
		g.every.Store(next)
	}
	for slot := range c.slots {
		g.of[slot].Store(next)
	}
	if c.what >= anything {
		g.accounts.Add(1)
	}
	g.n.Store(next)
	forget := g.erased
	g.mu.Unlock()
	if c.what >= erasure {
		for _, f := range forget {
			f(next)
		}
	}
}

// Generation changes whenever a commit changed something that readers see (a watermark or a note
// does not). What is read after Generation gave a number, and while it still gives that number, is
// the same. known is false while commits of other processes cannot be heard of; when they
// can, one of theirs counts as soon as the database has told of it, a moment after it was made. That the
// connection was lost without a word is noticed within twice quiet.
func (s *Store) Generation() (number uint64, known bool) {
	return s.changes.n.Load(), !s.changes.unknown.Load()
}

// Changed gives the last generation that may have changed what lists of posts show of the post, agent or
// submolt with an id: what was read of it once Generation gave that number, or a later one, is still so. It
// does not speak of what is hidden and what is not: lists of places do.
func (s *Store) Changed(id string) uint64 {
	return max(s.changes.every.Load(), s.changes.of[slotOf(id)].Load())
}

// AccountsGeneration is Generation for accounts and their keys, all of them but what they do again
// and again: how much they wrote, their karma, and when they were last active.
func (s *Store) AccountsGeneration() (number uint64, known bool) {
	return s.changes.accounts.Load(), !s.changes.unknown.Load()
}

// OnErasure has something called whenever a text was erased, by whatever process, or one may have been
// without our hearing of it: who keeps what was read before that generation drops it.
func (s *Store) OnErasure(forget func(generation uint64)) {
	s.changes.mu.Lock()
	defer s.changes.mu.Unlock()
	s.changes.erased = append(s.changes.erased, forget)
}

// heard takes note of a commit of another process that shares the store, by what it told.
func (s *Store) heard(told string) {
	s.changes.add(readChanges(told))
	s.wake()
}

// hearing takes note of whether commits of others can be heard of. What was missed counts.
func (s *Store) hearing(can bool) {
	s.changes.add(changes{what: erasure, all: true})
	s.changes.unknown.Store(!can)
}
