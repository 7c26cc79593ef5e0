package deadletters

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// Whatever an id and a letter are made of: where it is named, its filter says so.
func TestAFilterMissesNothing(t *testing.T) {
	t.Parallel()
	f := newFilter()
	rapid.Check(t, func(rt *rapid.T) {
		clear(f.bits)
		some := rapid.SliceOf(rapid.SampledFrom([]byte("ab-_Z9:\"/ \xc3\xa9\x00")))
		id := rapid.SliceOfN(rapid.SampledFrom([]byte("ab-_Z9:\"/ \xc3\xa9\x00")), 1, 12).Draw(rt, "id")
		raw := bytes.Join([][]byte{some.Draw(rt, "before"), id, some.Draw(rt, "after")}, nil)
		for word := range wordsOf(raw) {
			f.add(word)
		}
		if names(raw, id) && !f.mayName(string(id)) {
			rt.Errorf("%q names %q, which the filter denies", raw, id)
		}
	})
}

func TestAFullFilterStillTellsApart(t *testing.T) {
	t.Parallel()
	f := newFilter()
	for n := 0; f.words < filterWords; n++ {
		f.add(fmt.Append(nil, "word-", n))
	}
	wrong := 0
	for n := range 10_000 {
		if f.may(fmt.Append(nil, "another-", n)) {
			wrong++
		}
	}
	if wrong > 50 {
		t.Errorf("it takes %d of 10000 for what it has, want 25", wrong)
	}
}
