package lockstep

import (
	"testing"
	"time"
)

// An account that acts on one target without end meets nobody, and is not gone through again at each of its acts.
func TestOneAccountOnOneTargetTakesNoLonger(t *testing.T) {
	a, began := NewActivity(LiveParams()), time.Now()
	const acts = 200_000
	for i := range acts {
		a.Add(Event{Account: 0, Target: 0, Time: float64(i) * 1800 / acts})
	}
	// It took a minute when each act was held against all before it.
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("%d acts of one account on one target took %s", acts, took)
	}
}
