package breaker

import (
	"cmp"
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
	counts []uint8              // of uses by the low bits of a key: what is below minAgents has no agents either
	names  map[uint64]string    // of keys that are links or wallets: "link HOST", "wallet ADDRESS"
	hot    map[uint64]bool      // keys that enough texts may share
	first  map[uint64]time.Time // first uses, as looked up
	wrote  map[string]time.Time // first texts of agents, as looked up
}

func newWatch() *watch {
	return &watch{
		counts: make([]uint8, counters), names: map[uint64]string{}, hot: map[uint64]bool{},
		first: map[uint64]time.Time{}, wrote: map[string]time.Time{},
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
	w.uses = append(w.uses, u)
	w.count(u)
}

func (w *watch) name(name string) uint64 {
	key := xxhash.Sum64String(name)
	w.names[key] = name
	return key
}

func (w *watch) count(u use) {
	for _, key := range u.keys {
		c := &w.counts[key%counters]
		if *c < minAgents {
			*c++
		}
		if *c == minAgents {
			w.hot[key] = true
		}
	}
}

// StartAt implements windowed.Watcher.
func (w *watch) StartAt(t time.Time) {
	old := *w
	*w = *newWatch()
	w.uses = append(w.uses, old.uses[len(old.uses)-old.since(t):]...)
	for _, u := range w.uses {
		w.count(u)
		for _, key := range u.keys {
			if name, ok := old.names[key]; ok {
				w.names[key] = name
			}
		}
	}
	keep(w.first, old.first, t.Add(-past))
	keep(w.wrote, old.wrote, t.Add(-past))
}

// keep copies what was looked up and is not older than from.
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

// spread gives the patterns that enough agents share, by key.
func (w *watch) spread() (all []pattern) {
	if len(w.hot) == 0 {
		return nil
	}
	uses := map[uint64][]int{}
	for i, u := range w.uses {
		for _, key := range u.keys {
			if w.hot[key] {
				uses[key] = append(uses[key], i)
			}
		}
	}
	for key, of := range uses {
		agents := map[string]bool{}
		for _, i := range of {
			agents[w.uses[i].agent] = true
		}
		if len(agents) >= minAgents {
			all = append(all, pattern{key: key, name: w.names[key], uses: of})
		}
	}
	slices.SortFunc(all, func(a, b pattern) int { return cmp.Compare(a.key, b.key) })
	return all
}
