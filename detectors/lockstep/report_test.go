package lockstep

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestAnEventTellsWhenItsActWasSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	last := moment.Of(time.Date(2106, 1, 1, 0, 0, 0, 0, time.UTC))
	for range 1_000_000 {
		if m := moment.Moment(r.Int64N(int64(last))); momentAt(seconds(m)) != m {
			t.Fatalf("%d came back as %d", m, momentAt(seconds(m)))
		}
	}
}

// A ring and the suspicion of it may begin with the same act, and be two flags if the suspicion named others.
func TestARingAndItsSuspicionMayBeTwoFlags(t *testing.T) {
	w := newWatcher()
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var ring Group
	for n := range 6 {
		w.Take(act{seen: at.Add(time.Duration(n) * time.Second), id: fmt.Sprintf("act-%d", n), agent: fmt.Sprintf("agent-%d", n), trace: 1})
		ring.Accounts = append(ring.Accounts, int32(n))
	}
	w.settle()
	ring.Rounds = []Round{{Acts: []int32{0, 1, 2, 3, 4, 5}}}
	suspicion := ring
	suspicion.Suspected = true
	sure, doubtful := w.finding(ring), w.finding(suspicion)
	if sure.Anchor == doubtful.Anchor || !sure.Onset.Equal(doubtful.Onset) {
		t.Errorf("the ring's flag is named by %s at %s, the suspicion's by %s at %s", sure.Anchor, sure.Onset, doubtful.Anchor, doubtful.Onset)
	}
	if sure.SeverityOf(6, 0) != event.SeverityHigh || sure.Severity != "" || doubtful.Severity != event.SeverityMedium {
		t.Errorf("the ring is %q, the suspicion %q", sure.Severity, doubtful.Severity)
	}
}
