package sim

import (
	"math/rand/v2"
	"sync"
)

// thread is a post that agents know of.
type thread struct{ id, author, text string }

// scene is what the agents know of the forum: the threads they have seen, and what the victim
// said last, for a ring to repeat.
type scene struct {
	mu      sync.Mutex
	threads []thread
	said    []thread // by the victim: the thread it was on, and the words
}

const remembered = 60

func (s *scene) add(t thread) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threads = append(s.threads, t)
	if len(s.threads) > remembered {
		s.threads = append(s.threads[:0:0], s.threads[len(s.threads)-remembered:]...)
	}
}

// pick gives a thread, a newer one more likely; false when there is none yet.
func (s *scene) pick(random *rand.Rand) (thread, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.threads) == 0 {
		return thread{}, false
	}
	back := min(int(random.ExpFloat64()*8), len(s.threads)-1)
	return s.threads[len(s.threads)-1-back], true
}

func (s *scene) victimSaid(t thread) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, t)
}

// repeat gives something that the victim said and nobody has repeated yet.
func (s *scene) repeat() (thread, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.said) == 0 {
		return thread{}, false
	}
	t := s.said[len(s.said)-1]
	s.said = nil
	return t, true
}
