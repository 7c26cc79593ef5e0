package breaker

import (
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// use is one text of the last hour, beside its id and when it was seen.
type use struct {
	agent int32
	first int32 // of the mentions of its patterns; the next use's follow
}

// watch is the last hour's texts by what agents could take up from each other: a band of a
// MinHash sketch (texts that are nearly the same share some), the host of a link, a wallet.
type watch struct {
	uses   column.List[use]
	seen   column.Moments // when the uses were
	ids    column.Strings // of them
	agents numbering.Names
	counts []uint8             // of mentions by the low bits of a key: what is below minAgents has no agents either
	heads  []int32             // by the same bits: one more than the latest mention, 0: none
	said   column.List[uint64] // the key of each mention: no more than there are heads
	before column.List[int32]  // of each mention: the one before of the same low bits, as in heads
	names  map[uint64]string   // of keys that are links or wallets: "link HOST", "wallet ADDRESS"
	hot    map[uint64]*sharers // keys that enough texts may share
	wide   []uint64            // those of them that enough agents share, rising

	known map[uint64]time.Time // a use of a pattern: its first, or any that was an hour back when it was learnt
	wrote map[string]time.Time // the same of an agent's texts
	past
}

// sharers are who uses a hot key.
type sharers struct {
	uses   []int32 // in order
	agents map[int32]bool
}

func newWatch() *watch {
	return &watch{
		counts: make([]uint8, fewest), heads: make([]int32, fewest), names: map[uint64]string{}, hot: map[uint64]*sharers{},
		known: map[uint64]time.Time{}, wrote: map[string]time.Time{},
	}
}

// Take implements windowed.Watcher.
func (w *watch) Take(t text) {
	keys := t.bands
	for _, host := range t.links {
		keys = append(keys, w.name("link "+host))
	}
	for _, wallet := range t.wallets {
		keys = append(keys, w.name("wallet "+wallet))
	}
	w.add(moment.Of(t.seen), t.id, t.agent, keys)
}

// name gives the key of a link or a wallet, by which text_bands has it too.
func (w *watch) name(name string) uint64 {
	key := xxhash.Sum64String(name)
	w.names[key] = name
	return key
}

// add adds a use of some patterns.
func (w *watch) add(seen moment.Moment, id, agent string, keys []uint64) {
	at := w.uses.Add(use{w.agents.Number(agent), int32(w.said.Len())})
	w.seen.Add(seen)
	w.ids.Add(id)
	for _, key := range keys {
		low := w.mention(key)
		if s := w.hot[key]; s != nil {
			w.share(key, s, at)
		} else if w.counts[low] == minAgents {
			w.heat(key)
		}
	}
}

// mention takes a mention of a key and gives its low bits.
func (w *watch) mention(key uint64) (low uint64) {
	if w.said.Len() == len(w.heads) {
		w.counts, w.heads, w.before = make([]uint8, 2*len(w.heads)), make([]int32, 2*len(w.heads)), column.List[int32]{}
		for m := range int32(w.said.Len()) {
			w.link(*w.said.At(m))
		}
	}
	w.said.Add(key)
	return w.link(key)
}

// link makes the next mention the latest of the low bits of its key, which it gives.
func (w *watch) link(key uint64) (low uint64) {
	low = key % uint64(len(w.heads))
	w.heads[low] = w.before.Add(w.heads[low]) + 1
	if w.counts[low] < minAgents {
		w.counts[low]++
	}
	return low
}

// heat begins to keep who uses a key, with all who have.
func (w *watch) heat(key uint64) {
	var uses []int32
	for i := w.heads[key%uint64(len(w.heads))]; i > 0; i = *w.before.At(i - 1) {
		if *w.said.At(i - 1) == key {
			uses = append(uses, w.uses.Search(func(u *use) bool { return u.first >= i })-1)
		}
	}
	s := &sharers{agents: map[int32]bool{}}
	w.hot[key] = s
	for _, at := range slices.Backward(uses) {
		w.share(key, s, at)
	}
}

func (w *watch) share(key uint64, s *sharers, at int32) {
	s.uses = append(s.uses, at)
	if agent := w.uses.At(at).agent; !s.agents[agent] {
		s.agents[agent] = true
		if len(s.agents) == minAgents {
			i, _ := slices.BinarySearch(w.wide, key)
			w.wide = slices.Insert(w.wide, i, key)
		}
	}
}

// keys gives the patterns of a use.
func (w *watch) keys(at int32) (keys []uint64) {
	end := int32(w.said.Len())
	if int(at)+1 < w.uses.Len() {
		end = w.uses.At(at + 1).first
	}
	for m := w.uses.At(at).first; m < end; m++ {
		keys = append(keys, *w.said.At(m))
	}
	return keys
}

// agent gives the agent of a use.
func (w *watch) agent(at int32) string { return w.agents.Name(w.uses.At(at).agent) }

// StartAt implements windowed.Watcher. What is let go of is an hour back for good: no later tick
// need ask whether it was there before.
func (w *watch) StartAt(t time.Time) {
	old := *w
	*w = *newWatch()
	w.past = old.past
	from := t.Add(-day)
	keep(w.known, old.known, from)
	keep(w.wrote, old.wrote, from)
	old.counts, old.heads, old.before = nil, nil, column.List[int32]{}
	first := old.seen.Since(moment.Of(t))
	for gone := range first {
		seen := old.seen.At(gone).Time()
		for _, key := range old.keys(gone) {
			if old.hot[key] != nil && w.known[key].Before(seen) {
				w.known[key] = seen
			}
		}
		agent := old.agent(gone)
		if at, asked := w.wrote[agent]; asked && at.Before(seen) {
			w.wrote[agent] = seen
		}
	}
	for at := first; int(at) < old.uses.Len(); at++ {
		old.said.Forget(old.uses.At(at).first)
		keys := old.keys(at)
		for _, key := range keys {
			if name, ok := old.names[key]; ok {
				w.names[key] = name
			}
		}
		w.add(old.seen.At(at), old.ids.At(at), old.agent(at), keys)
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
	return w.uses.Len() - int(w.seen.Since(moment.Of(t)))
}

// pattern is something that several agents share.
type pattern struct {
	key  uint64
	name string  // empty: a family of texts
	uses []int32 // that have it, in order
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
