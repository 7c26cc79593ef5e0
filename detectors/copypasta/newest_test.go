package copypasta

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// The latest text with a band is the one that a map says is, however many texts a slot stands for.
func TestTheLatestTextWithABandIsFound(t *testing.T) {
	for _, c := range []struct{ shift, texts, room, values int }{
		{0, 3000, 0, 3000}, {1, 3000, 0, 100}, {4, 3000, 0, 3000}, {7, 2000, 0, 20_000}, {0, 3000, 2, 3000}, {9, 3000, 0, 800}, {0, 1<<16 + 3000, 0, 40_000},
	} {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, uint64(c.shift)))
			var all texts
			var common ties
			l := newest{shift: c.shift}
			if c.room > 0 { // that was taken before
				for b := range l.tables {
					l.tables[b] = table{tags: make([]uint8, leastSlots*c.room), groups: make([]uint16, leastSlots*c.room)}
				}
			}
			var want [bands]map[band]int32
			for b := range want {
				want[b] = map[band]int32{}
			}
			for n := range int32(c.texts) {
				var s sketch
				for b := range bands {
					value := r.IntN(c.values)
					s.signature[b] = band{byte(value), byte(value >> 8), byte(b)}
				}
				if got := all.add(&s); got != n || *all.at(n) != s {
					t.Fatalf("text %d is numbered %d, and held as %+v", n, got, *all.at(n))
				}
				before := l.add(&all, n, &common)
				for b, got := range before {
					other, some := want[b][s.signature[b]]
					if !some {
						other = none
					}
					if want[b][s.signature[b]] = n; got != other {
						t.Fatalf("before text %d band %d was %d's, want %d", n, b, got, other)
					}
				}
				common.add(n, &before)
				if n%500 == 0 && n > 0 { // and what is known of them later
					for b := range bands {
						got, some := common.before(n, b)
						if some != (before[b] != none) || some && got != before[b] {
							t.Fatalf("before text %d band %d is held to be %d's (%t), want %d", n, b, got, some, before[b])
						}
					}
				}
			}
			for b, of := range l.tables {
				used := len(of.tags) - bytes.Count(of.tags, []byte{free})
				if used != len(want[b]) || used != of.used {
					t.Errorf("%d slots are used and %d counted for %d bands", used, of.used, len(want[b]))
				}
			}
		})
	}
}

// What is taken in again when the window's start moves is what would be had it always begun there, also of texts
// that were first said before it.
func TestAMovedWindowIsOneThatBeganThere(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	moved, begun := newActivity(), newActivity()
	words := variants(r, 40, 700)
	start := detectortest.Began.Add(1000 * time.Second)
	for i := range 3000 {
		said := r.IntN(len(words))
		if i < 2000 {
			said /= 2 // some come first later
		}
		p := post{seen: detectortest.Began.Add(time.Duration(i) * time.Second), id: fmt.Sprint(i), agent: fmt.Sprint("agent-", r.IntN(50)), place: fmt.Sprint(r.IntN(20)), words: words[said]}
		moved.Take(p)
		if !p.seen.Before(start) {
			begun.Take(p)
		}
	}
	moved.StartAt(start)
	if moved.items.Len() != begun.items.Len() || moved.families.texts.len() != begun.families.texts.len() || moved.merged != begun.merged {
		t.Fatalf("%d items of %d texts, want %d of %d", moved.items.Len(), moved.families.texts.len(), begun.items.Len(), begun.families.texts.len())
	}
	for at := range int32(moved.items.Len()) {
		if *moved.items.At(at) != *begun.items.At(at) || moved.ids.At(at) != begun.ids.At(at) {
			t.Fatalf("item %d is %+v, want %+v", at, *moved.items.At(at), *begun.items.At(at))
		}
	}
	for n := range moved.families.texts.len() {
		if *moved.families.texts.at(n) != *begun.families.texts.at(n) || moved.families.find(n) != begun.families.find(n) || *moved.uses.At(n) != *begun.uses.At(n) {
			t.Fatalf("text %d is not what it would be", n)
		}
	}
	for b, of := range moved.families.newest.tables {
		if used := len(of.tags) - bytes.Count(of.tags, []byte{free}); used != begun.families.newest.tables[b].used || used != of.used {
			t.Errorf("%d slots are used and %d counted for band %d, want %d", used, of.used, b, begun.families.newest.tables[b].used)
		}
	}
}
