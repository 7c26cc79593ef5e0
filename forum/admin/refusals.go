package admin

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// foldFor is how long refusals of one kind are one line of the audit.
const foldFor = time.Minute

// refusals keeps strangers from filling the disk: of those that are alike, the first is noted at once, and how
// many more there were when its time is over. Safe for concurrent use.
type refusals struct {
	mu    sync.Mutex
	since map[store.AuditEntry]folded // by what is noted of them but the time
}

// folded is what came since the first of a kind.
type folded struct {
	first time.Time
	more  int
}

// first says whether an entry is the first of its kind, and counts it if not.
func (r *refusals) first(e store.AuditEntry) bool {
	kind := e
	kind.Time = time.Time{}
	r.mu.Lock()
	defer r.mu.Unlock()
	if f, ok := r.since[kind]; ok {
		f.more++
		r.since[kind] = f
		return false
	}
	if r.since == nil {
		r.since = map[store.AuditEntry]folded{}
	}
	r.since[kind] = folded{first: e.Time}
	return true
}

// over takes out the kinds whose time is over, those with more than the first as what is to be noted.
func (r *refusals) over(now time.Time) []store.AuditEntry {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []store.AuditEntry
	for kind, f := range r.since {
		if now.Sub(f.first) < foldFor && !now.Before(f.first) {
			continue
		}
		delete(r.since, kind)
		if f.more > 0 {
			kind.Time = now
			kind.Outcome = fmt.Sprintf("%s: %d more since %s", kind.Outcome, f.more, f.first.UTC().Format(time.RFC3339))
			list = append(list, kind)
		}
	}
	return list
}

// NoteRefusals notes how many were refused besides those that are in the audit. It is a chore: a node that ends
// forgets what it has counted of the last minute.
func (s *Server) NoteRefusals(_ context.Context, tx *store.Tx) error {
	for _, e := range s.refusals.over(s.Clock()) {
		if err := tx.AddAudit(e); err != nil {
			return err
		}
	}
	return nil
}
