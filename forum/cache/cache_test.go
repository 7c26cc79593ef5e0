package cache

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever is put and asked for, what comes out was put last under that key in that generation,
// and it never holds more than it may.
func TestItGivesWhatWasPutInThatGenerationAndHoldsNoMoreThanItMay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const most = 100
		c := New[int, int](most)
		type at struct {
			generation uint64
			value      int
		}
		last := map[int]at{}
		for step := range rapid.IntRange(1, 200).Draw(rt, "steps") {
			key := rapid.IntRange(0, 20).Draw(rt, "key")
			generation := rapid.Uint64Range(1, 3).Draw(rt, "generation")
			if rapid.Bool().Draw(rt, "put") {
				c.Put(key, generation, step, rapid.IntRange(0, 20).Draw(rt, "size"))
				if _, kept := c.Get(key, generation); kept {
					last[key] = at{generation, step}
				}
				continue
			}
			got, ok := c.Get(key, generation)
			if want := last[key]; ok && (want.generation != generation || want.value != got) {
				rt.Fatalf("got %d of generation %d, want %+v", got, generation, want)
			}
			sum := 0
			for _, e := range c.entries {
				sum += e.size
			}
			if sum != c.size || sum > most {
				rt.Fatalf("it holds %d, counts %d and may hold %d", sum, c.size, most)
			}
		}
	})
}
