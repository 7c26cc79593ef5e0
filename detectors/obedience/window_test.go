package obedience

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// After the window's start moved, all is as if the window had always begun there.
func TestAWindowIsAsIfItHadAlwaysBegunThere(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 9))
	someone := func() string { return fmt.Sprint("agent-", random.IntN(20)) }
	var acts []act
	for i := range 3000 {
		a := act{seen: start.Add(time.Duration(i) * 10 * time.Second), id: fmt.Sprint(i), agent: someone(), what: "feed"}
		for range random.IntN(3) {
			a.threads = append(a.threads, random.Uint64N(60))
		}
		switch random.IntN(6) {
		case 0:
			a.what, a.threads = "thread", []uint64{random.Uint64N(60)}
		case 1:
			a.what, a.threads, a.agent, a.asks = "order", []uint64{random.Uint64N(60)}, fmt.Sprint("agent-", random.IntN(4)), []string{deeds[random.IntN(len(deeds))]}
		case 2, 3:
			a.what, a.other = deeds[random.IntN(len(deeds))], someone()
		}
		acts = append(acts, a)
	}
	from := start.Add(4 * time.Hour)
	moved, begun := newForum(), newForum()
	for i, a := range acts {
		if i == 2000 {
			moved.StartAt(start.Add(time.Hour))
			moved.StartAt(from)
		}
		moved.Take(a)
		if !a.seen.Before(from) {
			begun.Take(a)
		}
	}
	obeyed := 0
	for _, o := range begun.orders {
		for _, did := range o.obeyed {
			obeyed += len(did)
		}
	}
	if obeyed == 0 || begun.shown == 0 || begun.done == [len(deeds)]int{} || len(begun.readers) == 0 {
		t.Fatalf("%d obeyed, %d were shown something and did %v: the acts exercise nothing", obeyed, begun.shown, begun.done)
	}
	for what, pair := range map[string][2]any{
		"orders": {moved.orders, begun.orders}, "authors": {moved.authors, begun.authors}, "ordered": {moved.ordered, begun.ordered},
		"readers": {moved.readers, begun.readers}, "shown": {moved.shown, begun.shown}, "done": {moved.done, begun.done}, "acts": {moved.acts, begun.acts},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ", what)
		}
	}
	for at := range int32(begun.acts.Len()) {
		if moved.ids.At(at) != begun.ids.At(at) {
			t.Fatalf("act %d is %s, want %s", at, moved.ids.At(at), begun.ids.At(at))
		}
	}
}

// An author asks for all that any of its orders asks for.
func TestAllThatAnAuthorAsksCounts(t *testing.T) {
	f := newForum()
	for i, name := range []string{"message", "follow"} {
		f.Take(act{seen: start, id: fmt.Sprint(i), agent: "author", what: "order", threads: []uint64{1}, asks: []string{name}})
	}
	f.Take(act{seen: start.Add(time.Minute), id: "2", agent: "reader", what: "feed", threads: []uint64{1}})
	for i, name := range deeds {
		f.Take(act{seen: start.Add(2 * time.Minute), id: fmt.Sprint(3 + i), agent: "reader", what: name, other: "author"})
	}
	author, _ := f.agents.Find("author")
	for number, did := range f.orders[author].obeyed {
		if want := deeds[number] != "vote"; want != (len(did) == 1) {
			t.Errorf("the reader obeyed %d times when told to %s", len(did), deeds[number])
		}
	}
}

// What agents do anyway is counted by showing: one is one, however many deeds follow, and of who gives orders none counts.
func TestAShowingCountsOnceWhateverFollows(t *testing.T) {
	f := newForum()
	at, n := start, 0
	take := func(a act) {
		at, n = at.Add(time.Minute), n+1
		a.seen, a.id = at, fmt.Sprint(n)
		f.Take(a)
	}
	take(act{agent: "ann", what: "thread", threads: []uint64{1}})
	take(act{agent: "mallory", what: "thread", threads: []uint64{2}})
	take(act{agent: "mallory", what: "order", threads: []uint64{2}, asks: []string{"vote"}})
	for range 2 { // hours apart, so that each is a showing of its own
		take(act{agent: "bob", what: "feed", threads: []uint64{1, 2}})
		take(act{agent: "bob", what: "feed", threads: []uint64{1, 2}})
		for _, other := range []string{"ann", "ann", "mallory", "ann"} {
			take(act{agent: "bob", what: "vote", threads: []uint64{1}, other: other})
		}
		at = at.Add(3 * obeysIn)
	}
	take(act{agent: "cid", what: "feed", threads: []uint64{1, 2}})
	if f.shown != 3 || f.done != [len(deeds)]int{0, 2, 0} {
		t.Errorf("%d showings and %v deeds after them, want 3 and two votes", f.shown, f.done)
	}
}
