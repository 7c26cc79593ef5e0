package sybil

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// arrivals is who registered within the window. A batch is looked at when it has grown enough,
// at the row that makes it so: what is found is a function of the rows and their order.
type arrivals struct {
	rows      []arrival
	newcomers []newcomer
	of        map[string]int32    // numbers of newcomers, by id
	values    [3]map[string]int32 // numbers of owners, nets, clients
	counts    [3]map[int32]int    // of newcomers with each
	batches   map[string]*batch   // by what their names have in common
}

func newArrivals() *arrivals {
	a := &arrivals{}
	a.clear()
	return a
}

func (a *arrivals) clear() {
	*a = arrivals{of: map[string]int32{}, batches: map[string]*batch{}}
	for kind := range a.values {
		a.values[kind], a.counts[kind] = map[string]int32{"": 0}, map[int32]int{}
	}
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

// Take implements windowed.Watcher. What somebody wrote or claimed who did not register within
// the window is forgotten at once.
func (a *arrivals) Take(row arrival) {
	number, known := a.of[row.agent]
	switch {
	case row.what == registered && !known:
		a.rows = append(a.rows, row)
		a.register(row)
	case row.what == claimed && known:
		a.rows = append(a.rows, row)
		n := &a.newcomers[number]
		a.counts[0][n.from[0]]--
		n.from[0] = a.value(0, row.owner)
		a.counts[0][n.from[0]]++
	case row.what == wrote && known:
		a.rows = append(a.rows, row)
		n := &a.newcomers[number]
		n.items = append(n.items, row.id)
	}
}

// value gives the number of an owner, net or client.
func (a *arrivals) value(kind int, name string) int32 {
	i, ok := a.values[kind][name]
	if !ok {
		i = int32(len(a.values[kind]))
		a.values[kind][name] = i
	}
	return i
}

func (a *arrivals) register(row arrival) {
	number := int32(len(a.newcomers))
	a.of[row.agent] = number
	n := newcomer{name: row.agent, row: int32(len(a.rows) - 1)}
	for kind, name := range [3]string{row.owner, row.net, row.client} {
		n.from[kind] = a.value(kind, name)
		a.counts[kind][n.from[kind]]++
	}
	a.newcomers = append(a.newcomers, n)
	for _, key := range []string{"stem " + row.stem, "word " + row.word} {
		if len(key) == len("stem ") {
			continue // a name without letters has nothing in common with others
		}
		b := a.batches[key]
		if b == nil {
			b = &batch{next: leastBatch}
			a.batches[key] = b
		}
		b.accounts = append(b.accounts, number)
		if len(b.accounts) >= b.next {
			b.next = max(len(b.accounts)+1, int(growth*float64(len(b.accounts))))
			if len(b.accounts) < smallBatch {
				b.next = len(b.accounts) + 1
			}
			a.look(b)
		}
	}
}

// Tick implements windowed.Watcher.
func (a *arrivals) Tick(context.Context, *warehouse.Warehouse, time.Time) (seen windowed.Seen, err error) {
	var found []*batch
	for _, b := range a.batches {
		if len(b.members) > 0 {
			found = append(found, b)
		}
	}
	// the largest first: of two batches with the same accounts it opens the episode
	slices.SortFunc(found, func(x, y *batch) int {
		return cmp.Or(cmp.Compare(len(y.members), len(x.members)), slices.Compare(x.members, y.members))
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
