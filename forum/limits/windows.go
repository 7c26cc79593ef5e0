package limits

import (
	"hash/maphash"
	"sync"
	"time"
)

// What a request counts as.
const (
	Read = iota
	Write
	Check   // an answer to a challenge
	Picture // one of the many that a page shows; a restart forgives these
	kinds
)

// picturesOfAPage is how many pictures are read for one request: as many as a page has authors, if none was seen before.
const picturesOfAPage = 25

// Count is what somebody has done in a window.
type Count struct {
	Key   string
	Began time.Time
	Done  [kinds]int // by Read, Write, Check and Picture
}

// Taken says how a request stands with its limit.
type Taken struct {
	Limited   bool // there is a limit at all
	Refused   bool
	First     bool // the first that is refused in its window
	Limit     int
	Remaining int
	Reset     time.Time // when the window ends
}

// Windows counts requests in windows that begin with the first one. Safe for concurrent use.
type Windows struct {
	preset Preset
	seed   maphash.Seed
	shards [64]shard
}

type shard struct {
	mu      sync.Mutex
	windows map[string]*window
}

type window struct {
	Count
	changed bool
	told    [kinds]bool // somebody was refused
}

// NewWindows counts by the limits of a preset.
func NewWindows(p Preset) *Windows {
	w := &Windows{preset: p, seed: maphash.MakeSeed()}
	for i := range w.shards {
		w.shards[i].windows = map[string]*window{}
	}
	return w
}

func (w *Windows) limit(kind int) int {
	switch {
	case kind == Check:
		return w.preset.Checks
	case kind == Picture:
		return picturesOfAPage * max(w.preset.Requests, w.preset.Reads)
	case w.preset.Requests > 0:
		return w.preset.Requests
	case kind == Read:
		return w.preset.Reads
	}
	return w.preset.Writes
}

// spent counts what stands against the limit of a kind.
func (w *Windows) spent(c Count, kind int) int {
	if (kind == Read || kind == Write) && w.preset.Requests > 0 {
		return c.Done[Read] + c.Done[Write]
	}
	return c.Done[kind]
}

// Take counts one request of somebody at a time, unless the limit is reached: what is refused
// does not count.
func (w *Windows) Take(key string, kind int, now time.Time) Taken {
	limit := w.limit(kind)
	if limit <= 0 {
		return Taken{}
	}
	s := &w.shards[maphash.String(w.seed, key)%uint64(len(w.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.windows[key]
	if in == nil || !now.Before(in.Began.Add(w.preset.Window)) || now.Before(in.Began) {
		in = &window{Count: Count{Key: key, Began: now}}
		s.windows[key] = in
	}
	t := Taken{Limited: true, Limit: limit, Reset: in.Began.Add(w.preset.Window)}
	if w.spent(in.Count, kind) >= limit {
		t.Refused, t.First = true, !in.told[kind]
		in.told[kind] = true
		return t
	}
	in.Done[kind]++
	in.changed = true
	t.Remaining = limit - w.spent(in.Count, kind)
	return t
}

// Changed takes out what was counted since the last call, and forgets the windows that have
// ended by now.
func (w *Windows) Changed(now time.Time) []Count {
	var list []Count
	for i := range w.shards {
		s := &w.shards[i]
		s.mu.Lock()
		for key, in := range s.windows {
			if !now.Before(in.Began.Add(w.preset.Window)) {
				delete(s.windows, key)
				continue
			}
			if in.changed {
				list = append(list, in.Count)
				in.changed = false
			}
		}
		s.mu.Unlock()
	}
	return list
}

// Restore puts back what an earlier process had counted.
func (w *Windows) Restore(counts []Count) {
	for _, c := range counts {
		s := &w.shards[maphash.String(w.seed, c.Key)%uint64(len(w.shards))]
		s.mu.Lock()
		s.windows[c.Key] = &window{Count: c}
		s.mu.Unlock()
	}
}
