package cache

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever is put, asked for and forgotten, what comes out was put last under that key in the latest
// generation of it, which is not too old; it never holds more than it may, and nothing that it forgot.
func TestItGivesWhatWasPutLastIfThatIsNotTooOldAndHoldsNoMoreThanItMay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const most = 100
		c := New[int, int](most)
		type at struct {
			generation uint64
			value      int
		}
		last, least := map[int]at{}, uint64(0)
		for step := range rapid.IntRange(1, 200).Draw(rt, "steps") {
			key := rapid.IntRange(0, 20).Draw(rt, "key")
			generation := rapid.Uint64Range(1, 4).Draw(rt, "generation")
			switch rapid.IntRange(0, 9).Draw(rt, "kind") {
			case 0, 1, 2, 3:
				size := rapid.IntRange(0, 20).Draw(rt, "size")
				was, kept := c.young[key]
				if !kept {
					was, kept = c.old[key]
				}
				c.Put(key, generation, step, size)
				got, ok := c.Get(key, generation)
				switch {
				case kept && was.generation > generation:
					if !ok || got != was.value {
						rt.Fatal("what is older stands in place of what is newer")
					}
				case size <= most/8 && generation >= least:
					if last[key] = (at{generation, step}); !ok || got != step {
						rt.Fatalf("put %d and got %d, %v", step, got, ok)
					}
				case ok && got == step:
					rt.Fatal("it took what it must not take")
				}
			case 4:
				least = generation
				c.Forget(generation)
				if last = map[int]at{}; len(c.young)+len(c.old) != 0 {
					rt.Fatal("it holds what it forgot")
				}
			default:
				got, ok := c.Get(key, generation)
				if want, is := last[key]; ok && (!is || want.generation < generation || want.value != got) {
					rt.Fatalf("got %d of generation %d or later, want %+v", got, generation, want)
				}
			}
			sum, young := 0, 0
			for _, e := range c.young {
				young += e.size
			}
			for key, e := range c.old {
				if _, is := c.young[key]; !is {
					sum += e.size
				}
			}
			if young != c.size || sum+young > most {
				rt.Fatalf("it holds %d of which %d are young, counts %d and may hold %d", sum+young, young, c.size, most)
			}
		}
	})
}

// What is asked for again and again stays, however much is put beside it.
func TestWhatIsAskedForStays(t *testing.T) {
	c := New[int, string](100)
	c.Put(-1, 1, "wanted", 5)
	for i := range 1000 {
		c.Put(i, 1, "not", 5)
		if _, ok := c.Get(-1, 1); !ok {
			t.Fatalf("it was forgotten after %d others", i)
		}
	}
	if _, ok := c.Get(0, 1); ok {
		t.Error("what nobody asked for is still there")
	}
}
