package sim

import (
	"sync"
	"time"
)

// Truth says who is what, by the ids that the forum gave.
type Truth struct {
	Honest []string
	Victim string    // the honest agent whose words a ring repeats; "" if none
	Ring   []string  // members of campaigns
	Onset  time.Time // when the first campaign began
}

// register keeps the truth as it comes about.
type register struct {
	mu    sync.Mutex
	truth Truth
}

func (r *register) note(change func(*Truth)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.truth)
}

func (r *register) copy() Truth {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.truth
	t.Honest, t.Ring = append([]string{}, t.Honest...), append([]string{}, t.Ring...)
	return t
}
