package ingest

import (
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// tracker knows what a partition's producers have said so far: which records are repeats,
// and up to which event time the partition is complete. It is a function of the log. It keeps
// no string of an action: those lie in a buffer that is used again.
type tracker struct {
	limits    Limits
	producers map[string]*warehouse.Producer
	watermark time.Time
	recent    map[string]time.Time // ids without seq, and the broker time at which they came
	swept     time.Time
	silent    map[string]bool // producers that are left out now
}

// recentFor is how long a record without seq is remembered by its id.
const recentFor = time.Hour

func newTracker(limits Limits, from warehouse.Progress, recent map[string]time.Time) *tracker {
	t := &tracker{
		limits: limits, producers: map[string]*warehouse.Producer{}, watermark: from.Watermark,
		recent: recent, silent: map[string]bool{},
	}
	for name, p := range from.Producers {
		t.producers[name] = &p
	}
	return t
}

// producer gives what is known of a producer, which the caller may change.
func (t *tracker) producer(name string) *warehouse.Producer {
	p, ok := t.producers[name]
	if !ok {
		p = &warehouse.Producer{}
		t.producers[strings.Clone(name)] = p
	}
	return p
}

// snapshot gives what is known of all producers now.
func (t *tracker) snapshot() map[string]warehouse.Producer {
	all := make(map[string]warehouse.Producer, len(t.producers))
	for name, p := range t.producers {
		all[name] = *p
	}
	return all
}

// repeated reports whether a record was there before, and remembers it if not.
func (t *tracker) repeated(a *event.Action, brokerTime time.Time) bool {
	if a.Seq > 0 {
		p := t.producer(a.Producer)
		if a.Seq <= p.Seq {
			return true
		}
		p.Seq, p.Heard = a.Seq, brokerTime
		return false
	}
	if before, ok := t.recent[a.ID]; ok && brokerTime.Sub(before) <= recentFor {
		return true
	}
	t.recent[strings.Clone(a.ID)] = brokerTime
	if brokerTime.Sub(t.swept) > recentFor/4 {
		t.swept = brokerTime
		for id, at := range t.recent {
			if brokerTime.Sub(at) > recentFor {
				delete(t.recent, id)
			}
		}
	}
	return false
}

// mark takes a producer's watermark and moves the partition's, which never goes back. It
// returns the producers that have just fallen silent and hold it no longer.
func (t *tracker) mark(a *event.Action, brokerTime time.Time) (fellSilent []string) {
	p := t.producer(a.Producer)
	if a.Time.After(p.Watermark) {
		p.Watermark = a.Time.Time
	}
	p.Heard = brokerTime
	least := time.Time{}
	for name, p := range t.producers {
		silent := brokerTime.Sub(p.Heard) > t.limits.SilentAfter
		if silent && !t.silent[name] {
			fellSilent = append(fellSilent, name)
		}
		if silent {
			t.silent[name] = true
			continue
		}
		delete(t.silent, name)
		if !p.Watermark.IsZero() && (least.IsZero() || p.Watermark.Before(least)) {
			least = p.Watermark
		}
	}
	if least.After(t.watermark) {
		t.watermark = least
	}
	return fellSilent
}

// seen gives the event time at which a tick may see an action: its own, unless the watermark
// has passed that already.
func (t *tracker) seen(a *event.Action) (at time.Time, late bool) {
	if a.Time.Before(t.watermark) {
		return t.watermark, true
	}
	return a.Time.Time, false
}
