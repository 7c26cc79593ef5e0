package live

import (
	"encoding/json"
	"sync"
	"time"
)

// counts are what happened within one second, and the totals since this service started.
type counts struct {
	Time      int64  `json:"time"` // unix seconds
	Actions   uint64 `json:"actions"`
	Flags     uint64 `json:"flags"`
	Decisions uint64 `json:"decisions"`
	Bans      uint64 `json:"bans"` // agents met by an applied sanction
}

// tally counts frames by second for as long as the page's chart shows.
type tally struct {
	mu      sync.Mutex
	seconds []counts // oldest first
	totals  counts
}

const tallySeconds = 600

func newTally() *tally { return &tally{} }

func (t *tally) add(f *frame, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range []*counts{t.at(at.Unix()), &t.totals} {
		switch f.kind {
		case typeAction:
			c.Actions++
		case typeFlag:
			c.Flags++
		case typeDecision:
			c.Decisions++
		}
		c.Bans += uint64(f.bans)
	}
}

// at gives the second's counts. What is older than the chart goes to its first second.
func (t *tally) at(second int64) *counts {
	for i := len(t.seconds) - 1; i >= 0; i-- {
		if t.seconds[i].Time == second {
			return &t.seconds[i]
		}
		if t.seconds[i].Time < second {
			break
		}
	}
	if n := len(t.seconds); n > 0 && t.seconds[n-1].Time > second {
		return &counts{} // history that was read again: it is in the totals
	}
	t.seconds = append(t.seconds, counts{Time: second})
	if extra := len(t.seconds) - tallySeconds; extra > 0 {
		t.seconds = append(t.seconds[:0:0], t.seconds[extra:]...)
	}
	return &t.seconds[len(t.seconds)-1]
}

// frame tells the counts of the second before now.
func (t *tally) frame(now time.Time) *frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	second := counts{Time: now.Unix() - 1}
	for i := len(t.seconds) - 1; i >= 0 && t.seconds[i].Time >= second.Time; i-- {
		if t.seconds[i].Time == second.Time {
			second = t.seconds[i]
		}
	}
	b, err := json.Marshal(map[string]any{"type": typeCounts, "second": second, "totals": t.totals})
	if err != nil {
		b = nil // numbers can be encoded
	}
	return &frame{kind: typeCounts, encoded: b}
}

// chart gives the seconds that are kept, and the totals.
func (t *tally) chart() ([]counts, counts) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]counts{}, t.seconds...), t.totals
}
