package limits

import (
	"sync"
	"time"
)

// maxSeldom bounds how many keys are remembered; beyond it, all are forgotten at once.
const maxSeldom = 100_000

// Seldom says yes to a key at most once every so often. Safe for concurrent use.
type Seldom struct {
	Every time.Duration

	mu   sync.Mutex
	last map[string]time.Time
}

// Now says whether it is time again, and if so remembers it.
func (s *Seldom) Now(key string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.last[key]; ok && now.Sub(last) < s.Every && !now.Before(last) {
		return false
	}
	if s.last == nil || len(s.last) >= maxSeldom {
		s.last = map[string]time.Time{}
	}
	s.last[key] = now
	return true
}
