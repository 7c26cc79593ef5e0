package board

import (
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/forum/identity"
)

// steadyFor is longer than a signed call may be good.
const steadyFor = 2 * identity.MaxSignedLife

// steady tells what is over by a clock that may jump ahead and back: what was over at each look of at
// least the last steadyFor, which is measured by a clock that nobody sets. The zero value is ready.
// Safe for concurrent use.
type steady struct {
	mu           sync.Mutex
	began        time.Duration // of this stretch, since the process began
	least        time.Time     // of the looks of this stretch
	leastBefore  time.Time     // of those of the stretch before
	hasLeast     bool
	hasStretched bool // there was a stretch before
}

// past looks at the clock, and gives a time that is over for certain; ok is false until it has looked
// for long enough.
func (s *steady) past(now time.Time, sinceStart time.Duration) (past time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.hasLeast:
		s.began, s.least, s.hasLeast = sinceStart, now, true
	case sinceStart-s.began >= steadyFor:
		s.began, s.least, s.leastBefore, s.hasStretched = sinceStart, now, s.least, true
	case now.Before(s.least):
		s.least = now
	}
	if past = s.leastBefore; s.least.Before(past) {
		past = s.least
	}
	return past, s.hasStretched
}
