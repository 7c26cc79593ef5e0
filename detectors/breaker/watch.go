package breaker

import (
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"
)

// use is one text of the last hour.
type use struct {
	seen  time.Time
	id    string
	agent string
	keys  []uint64 // of its patterns
}

// watch is the last hour's texts by what agents could take up from each other: a band of a
// MinHash sketch (texts that are nearly the same share some), the host of a link, a wallet.
type watch struct {
	uses   []use
	counts []uint8             // of uses by the low bits of a key: what is below minAgents has no agents either
	heads  []int32             // by the same bits: one more than the place of the latest mention, 0: none
	said   []mention           // of all keys, no more than half as many as heads
	names  map[uint64]string   // of keys that are links or wallets: "link HOST", "wallet ADDRESS"
	hot    map[uint64]*sharers // keys that enough texts may share
	wide   []uint64            // those of them that enough agents share, rising

	known map[uint64]time.Time // a use of a pattern: its first, or any that was an hour back when it was learnt
	wrote map[string]time.Time // the same of an agent's texts
	past
}

// mention is that a use has a key, and where the mention before of the same low bits is.
type mention struct {
	use, nth int32
	before   int32 // as in heads
}

// sharers are who uses a hot key.
type sharers struct {
	uses   []int // in order
	agents map[string]bool
}

func newWatch() *watch {
	return &watch{
		counts: make([]uint8, fewest), heads: make([]int32, fewest), names: map[uint64]string{}, hot: map[uint64]*sharers{},
		known: map[uint64]time.Time{}, wrote: map[string]time.Time{},
	}
}

// Take implements windowed.Watcher.
func (w *watch) Take(t text) {
	u := use{seen: t.seen, id: t.id, agent: t.agent, keys: t.bands}
	for _, host := range t.links {
		u.keys = append(u.keys, w.name("link "+host))
	}
	for _, wallet := range t.wallets {
		u.keys = append(u.keys, w.name("wallet "+wallet))
	}
	w.add(u)
}

// name gives the key of a link or a wallet, by which text_bands has it too.
func (w *watch) name(name string) uint64 {
	key := xxhash.Sum64String(name)
	w.names[key] = name
	return key
}

func (w *watch) add(u use) {
	at := len(w.uses)
	w.uses = append(w.uses, u)
	for nth, key := range u.keys {
		low := w.mention(mention{use: int32(at), nth: int32(nth)}, key)
		if s := w.hot[key]; s != nil {
			w.share(key, s, at)
		} else if w.counts[low] == minAgents {
			w.heat(key)
		}
	}
}

// mention takes a mention of a key and gives its low bits.
func (w *watch) mention(m mention, key uint64) (low uint64) {
	if 2*len(w.said) >= len(w.heads) {
		said := w.said
		w.counts, w.heads, w.said = make([]uint8, 2*len(w.heads)), make([]int32, 2*len(w.heads)), make([]mention, 0, len(w.heads))
		for _, m := range said {
			w.mention(m, w.uses[m.use].keys[m.nth])
		}
	}
	low = key % uint64(len(w.heads))
	m.before = w.heads[low]
	w.said = append(w.said, m)
	w.heads[low] = int32(len(w.said))
	if w.counts[low] < minAgents {
		w.counts[low]++
	}
	return low
}

// heat begins to keep who uses a key, with all who have.
func (w *watch) heat(key uint64) {
	var uses []int
	for i := w.heads[key%uint64(len(w.heads))]; i > 0; i = w.said[i-1].before {
		if m := w.said[i-1]; w.uses[m.use].keys[m.nth] == key {
			uses = append(uses, int(m.use))
		}
	}
	s := &sharers{agents: map[string]bool{}}
	w.hot[key] = s
	for _, at := range slices.Backward(uses) {
		w.share(key, s, at)
	}
}

func (w *watch) share(key uint64, s *sharers, at int) {
	s.uses = append(s.uses, at)
	if agent := w.uses[at].agent; !s.agents[agent] {
		s.agents[agent] = true
		if len(s.agents) == minAgents {
			i, _ := slices.BinarySearch(w.wide, key)
			w.wide = slices.Insert(w.wide, i, key)
		}
	}
}

// StartAt implements windowed.Watcher. What is let go of is an hour back for good: no later tick
// need ask whether it was there before.
func (w *watch) StartAt(t time.Time) {
	old := *w
	*w = *newWatch()
	w.past = old.past
	from := t.Add(-day)
	keep(w.known, old.known, from)
	keep(w.wrote, old.wrote, from)
	gone := len(old.uses) - old.since(t)
	for _, u := range old.uses[:gone] {
		for _, key := range u.keys {
			if old.hot[key] != nil && w.known[key].Before(u.seen) {
				w.known[key] = u.seen
			}
		}
		if at, asked := w.wrote[u.agent]; asked && at.Before(u.seen) {
			w.wrote[u.agent] = u.seen
		}
	}
	for _, u := range old.uses[gone:] {
		for _, key := range u.keys {
			if name, ok := old.names[key]; ok {
				w.names[key] = name
			}
		}
		w.add(u)
	}
}

// keep copies what was learnt and is not older than from.
func keep[K comparable](into, old map[K]time.Time, from time.Time) {
	for k, at := range old {
		if !at.Before(from) {
			into[k] = at
		}
	}
}

// since counts the texts of the hour that began at t.
func (w *watch) since(t time.Time) int {
	at, _ := slices.BinarySearchFunc(w.uses, t, func(u use, t time.Time) int { return u.seen.Compare(t) })
	return len(w.uses) - at
}

// pattern is something that several agents share.
type pattern struct {
	key  uint64
	name string // empty: a family of texts
	uses []int  // that have it, in order
}

// spread gives the patterns that enough agents share, by key, but for those known to be older
// than an hour.
func (w *watch) spread(from, began time.Time) (all []pattern) {
	for _, key := range w.wide {
		if at, known := w.known[key]; known && !at.Before(from) && at.Before(began) {
			continue
		}
		all = append(all, pattern{key: key, name: w.names[key], uses: w.hot[key].uses})
	}
	return all
}
