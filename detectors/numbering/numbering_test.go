package numbering_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/numbering"
)

func TestNamesAreNumberedInOrder(t *testing.T) {
	var n numbering.Names
	for i, name := range []string{"b", "a", "c"} {
		if got := n.Number(name); got != int32(i) || n.Number(name) != got || n.Name(got) != name {
			t.Errorf("%s is number %d, want %d", name, got, i)
		}
	}
	if a, known := n.Find("a"); !known || a != 1 {
		t.Errorf("a is found as %d (%t)", a, known)
	}
	if _, known := n.Find("d"); known || n.Len() != 3 {
		t.Error("a name that was only looked for has a number")
	}
	again := n.Renumber()
	if n.Len() != 0 {
		t.Fatalf("%d names are left before one was asked for", n.Len())
	}
	if c, b := again.Number(2), again.Number(0); c != 0 || b != 1 || again.Number(2) != 0 || n.Name(0) != "c" || n.Name(1) != "b" || n.Len() != 2 {
		t.Errorf("c is %d and b is %d of %d", c, b, n.Len())
	}
}

// An Index is a map, whatever the hashes are like.
func TestIndexFindsWhatAMapDoes(t *testing.T) {
	hashes := map[string]func(uint64) uint64{
		"spread":    func(key uint64) uint64 { return key * 0xff51afd7ed558ccd },
		"rising":    func(key uint64) uint64 { return key },
		"high bits": func(key uint64) uint64 { return key << 48 },
		"few":       func(key uint64) uint64 { return key % 7 },
	}
	for name, hash := range hashes {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			var x numbering.Index
			for round, first := range []int32{0, 1<<24 - 2000, 0, math.MaxInt32 - 4001} { // beyond what three bytes hold, and back
				want, keys := map[uint64]int32{}, []uint64{}
				for range 4000 {
					key := r.Uint64N(3000)
					number := first + int32(len(keys))
					keys = append(keys, key)
					x.Reserve(func(n int32) uint64 { return hash(keys[n-first]) })
					slot := x.Find(hash(key), func(n int32) bool { return keys[n-first] == key })
					got, some := x.At(slot)
					if before, known := want[key]; known != some || known && before != got {
						t.Fatalf("round %d: key %d has number %d (%t), want %d (%t)", round, key, got, some, before, known)
					}
					x.Put(slot, number)
					want[key] = number
				}
				x.Clear()
			}
		})
	}
}

// What came once is what a map says did, whatever else there is.
func TestWhatCameOnceIsKnownByItsHash(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var o numbering.Once
	want := map[uint64]uint32{}
	for i := range uint32(60_000) {
		key := r.Uint64N(20_000) * 0x9e3779b97f4a7c15
		if i%5 == 0 {
			key = key&^(1<<50-1) | 1 // those of which the lowest bits are the same are told apart by the highest
		}
		note := i & 0xffff << 12
		before, known := want[key]
		if got, noted := o.Note(key); noted != known || got != before {
			t.Fatalf("%x is noted: %t with %d, want %t with %d", key, noted, got, known, before)
		}
		if i%7 == 0 {
			o.Take(key)
			delete(want, key)
			continue
		}
		if got, again := o.Meet(key, note); again != known || got != before {
			t.Fatalf("%x is known: %t with %d, want %t with %d", key, again, got, known, before)
		}
		if known {
			delete(want, key)
		} else {
			want[key] = note
		}
		if i%20_000 == 0 {
			o.Keep(func(note uint32) (uint32, bool) { return note + 1, note%3 == 0 })
			for key, note := range want {
				if want[key]++; note%3 != 0 {
					delete(want, key)
				}
			}
		}
		if i%1000 == 0 && o.Len() != len(want) {
			t.Fatalf("%d are noted, want %d", o.Len(), len(want))
		}
	}
	o.Put(7, 1<<numbering.NoteBits-1)
	if note, again := o.Meet(7, 0); !again || note != 1<<numbering.NoteBits-1 {
		t.Errorf("%d was noted (%t)", note, again)
	}
}
