package sybil

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// arrivals is who registered within the window. A batch is looked at when it has grown enough,
// at the row that makes it so, or when nobody has joined it for a while: what is found is a function of the rows, their
// order and the time up to which they are known.
type arrivals struct {
	rows      []arrival
	newcomers []newcomer
	of        map[string]int32          // numbers of newcomers, by id
	values    [origins]map[string]int32 // numbers of owners, nets, clients
	says      descriptions
	counts    [marks]map[int32]int // of newcomers with each
	batches   map[string]*batch    // by what its accounts have in common
	pauses    []pause              // that may come, in order of time
}

func newArrivals() *arrivals {
	a := &arrivals{}
	a.clear()
	return a
}

func (a *arrivals) clear() {
	*a = arrivals{of: map[string]int32{}, batches: map[string]*batch{}}
	a.says.near.Wide = true // few bands are the same at its reach
	for mark := range a.counts {
		a.counts[mark] = map[int32]int{}
	}
	for origin := range a.values {
		a.values[origin] = map[string]int32{"": 0}
	}
}

// pause is that nobody has joined a batch since somebody did.
type pause struct {
	of   *batch
	size int // of the batch: if it has grown since, there was no pause
	over time.Time
}

// settle looks at the batches that nobody has joined for a while as of a time, and gives when to look again if nobody
// does; zero: need not be.
func (a *arrivals) settle(now time.Time) (next time.Time) {
	for ; len(a.pauses) > 0; a.pauses = a.pauses[1:] {
		p := a.pauses[0]
		if len(p.of.accounts) > p.size {
			continue
		}
		if p.over.After(now) {
			return p.over
		}
		a.look(p.of)
	}
	return time.Time{}
}

// StartAt implements windowed.Watcher.
func (a *arrivals) StartAt(t time.Time) {
	rows := a.rows
	a.clear()
	for _, row := range rows {
		if !row.seen.Before(t) {
			a.Take(row)
		}
	}
}

// Take implements windowed.Watcher. What somebody did who did not register within the window is
// forgotten at once.
func (a *arrivals) Take(row arrival) {
	a.settle(row.seen)
	number, known := a.of[row.agent]
	switch {
	case row.what == registered && !known:
		a.rows = append(a.rows, row)
		a.register(row)
	case row.what == claimed && known:
		a.rows = append(a.rows, row)
		a.set(number, owner, a.value(owner, row.owner))
	case row.what == updated && known:
		a.rows = append(a.rows, row)
		if says := a.says.value(&row.says); says != a.newcomers[number].has[description] {
			a.set(number, description, says)
			a.describe(number, row.seen)
		}
	case row.what == wrote && known:
		a.rows = append(a.rows, row)
		n := &a.newcomers[number]
		n.items = append(n.items, row.id)
	}
}

// set gives a newcomer's mark another value than it had.
func (a *arrivals) set(number int32, mark int, value int32) {
	has := &a.newcomers[number].has[mark]
	a.counts[mark][*has]--
	*has = value
	a.counts[mark][value]++
}

// value gives the number of an owner, net or client.
func (a *arrivals) value(origin int, name string) int32 {
	i, ok := a.values[origin][name]
	if !ok {
		i = int32(len(a.values[origin]))
		a.values[origin][name] = i
	}
	return i
}

func (a *arrivals) register(row arrival) {
	number := int32(len(a.newcomers))
	a.of[row.agent] = number
	n := newcomer{name: row.agent, row: int32(len(a.rows) - 1)}
	for origin, name := range [origins]string{row.owner, row.net, row.client} {
		n.has[origin] = a.value(origin, name)
	}
	n.has[description] = a.says.value(&row.says)
	for mark, value := range n.has {
		a.counts[mark][value]++
	}
	a.newcomers = append(a.newcomers, n)
	// A name without letters has nothing in common with others.
	if row.stem != "" {
		a.join("stem "+row.stem, number, row.seen)
	}
	if row.word != "" {
		a.join("word "+row.word, number, row.seen)
	}
	a.describe(number, row.seen)
}

// join adds an account to those whose names have something in common with its own.
func (a *arrivals) join(key string, number int32, at time.Time) {
	b := a.batches[key]
	if b == nil {
		b = &batch{key: key, by: named, next: leastBatch}
		a.batches[key] = b
	}
	b.accounts = append(b.accounts, number)
	a.grown(b, at)
}

// describe puts an account among those that say the same of themselves, once they are enough. One
// that says something else later stays where it was.
func (a *arrivals) describe(number int32, at time.Time) {
	says := a.newcomers[number].has[description]
	if says == 0 || a.counts[description][says] < leastBatch {
		return
	}
	key := fmt.Sprint("description ", says)
	b := a.batches[key]
	if b == nil {
		b = &batch{key: key, by: described, next: leastBatch}
		a.batches[key] = b
		for i := range a.newcomers {
			if a.newcomers[i].has[description] == says {
				b.accounts = append(b.accounts, int32(i))
			}
		}
	} else if !slices.Contains(b.accounts, number) {
		b.accounts = append(b.accounts, number)
	}
	a.grown(b, at)
}

// grown looks at a batch if it has grown enough since the last look, and else when nobody joins it for a while.
func (a *arrivals) grown(b *batch, at time.Time) {
	if len(b.accounts) < b.next {
		if len(b.accounts) >= leastBatch {
			a.pauses = append(a.pauses, pause{of: b, size: len(b.accounts), over: at.Add(lull)})
		}
		return
	}
	b.next = max(len(b.accounts)+1, int(growth*float64(len(b.accounts))))
	if len(b.accounts) < smallBatch {
		b.next = len(b.accounts) + 1
	}
	a.look(b)
}

// Tick implements windowed.Watcher.
func (a *arrivals) Tick(_ context.Context, _ *warehouse.Warehouse, now time.Time) (seen windowed.Seen, err error) {
	seen.Wake = a.settle(now)
	var found []*batch
	for _, b := range a.batches {
		if len(b.members) > 0 {
			found = append(found, b)
		}
	}
	// Names before descriptions, and the largest first: of two batches with the same accounts it opens
	// the episode.
	slices.SortFunc(found, func(x, y *batch) int {
		return cmp.Or(cmp.Compare(x.by, y.by), cmp.Compare(len(y.members), len(x.members)), slices.Compare(x.members, y.members), cmp.Compare(x.key, y.key))
	})
	said := map[int32]bool{}
	for _, b := range found {
		fresh := 0
		for _, m := range b.members {
			if !said[m] {
				fresh++
			}
		}
		if 2*fresh < len(b.members) {
			continue // the other batch of the same accounts
		}
		for _, m := range b.members {
			said[m] = true
		}
		seen.Findings = append(seen.Findings, a.finding(b))
	}
	return seen, nil
}
