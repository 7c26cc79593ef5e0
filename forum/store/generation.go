package store

import "sync/atomic"

// change says what a commit changed of what readers see.
type change int

const (
	nothing  change = iota // a watermark, a note
	counts                 // something was added or counted; of accounts, no more than their counts
	anything               // whatever it was
)

// String is how other processes are told.
func (c change) String() string { return [...]string{"", "counted", "changed"}[c] }

// generation counts the changes of a store, so that what was read may be kept until the next.
type generation struct {
	n, accounts atomic.Uint64
	unknown     atomic.Bool // others may have changed something without our hearing of it
}

func (g *generation) add(c change) {
	if c >= counts {
		g.n.Add(1)
	}
	if c >= anything {
		g.accounts.Add(1)
	}
}

// Generation changes whenever a commit changed something that readers see (a watermark or a note
// does not). What is read after Generation gave a number, and while it still gives that number, is
// the same. known is false while commits of other processes cannot be heard of; when they
// can, one of theirs counts as soon as the database has told of it, a moment after it was made.
func (s *Store) Generation() (number uint64, known bool) {
	return s.changes.n.Load(), !s.changes.unknown.Load()
}

// AccountsGeneration is Generation for accounts and their keys, all of them but what they do again
// and again: how much they wrote, their karma, and when they were last active.
func (s *Store) AccountsGeneration() (number uint64, known bool) {
	return s.changes.accounts.Load(), !s.changes.unknown.Load()
}

// heard takes note of a commit of another process that shares the store, by what it told.
func (s *Store) heard(told string) {
	for _, c := range []change{counts, anything} {
		if told == c.String() {
			s.changes.add(c)
		}
	}
	s.wake()
}

// hearing takes note of whether commits of others can be heard of. What was missed counts.
func (s *Store) hearing(can bool) {
	s.changes.add(anything)
	s.changes.unknown.Store(!can)
}
