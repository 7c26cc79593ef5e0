package store

import "sync/atomic"

// generation counts the changes of a store, so that what was read may be kept until the next.
type generation struct {
	n       atomic.Uint64
	unknown atomic.Bool // others may have changed something without our hearing of it
}

// Generation changes whenever a commit changed something that readers see (a watermark or a note
// does not). What is read after Generation gave a number, and while it still gives that number, is
// the same. known is false while commits of other processes cannot be heard of; when they
// can, one of theirs counts as soon as the database has told of it, a moment after it was made.
func (s *Store) Generation() (number uint64, known bool) {
	return s.changes.n.Load(), !s.changes.unknown.Load()
}

// heard takes note of a commit of any process that shares the store.
func (s *Store) heard(changed bool) {
	if changed {
		s.changes.n.Add(1)
	}
	s.wake()
}

// hearing takes note of whether commits of others can be heard of. What was missed counts.
func (s *Store) hearing(can bool) {
	s.changes.n.Add(1)
	s.changes.unknown.Store(!can)
}
