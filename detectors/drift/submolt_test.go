package drift

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/moment"
)

// What is let go of makes no difference: all that is judged is as if each text of the window had been kept.
func TestWhatIsLetGoOfIsNotMissed(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	var texts []text
	at := start
	for i := range 12_000 {
		pause := time.Duration(random.IntN(20)) * time.Second
		if hour := at.Sub(start) / time.Hour; hour%7 == 5 { // when fewer write
			pause *= 20
		}
		at = at.Add(pause)
		x := text{seen: moment.Of(at), agent: random.Uint64N(100)}
		for w := range x.signs {
			x.signs[w] = random.Uint64() & random.Uint64()
		}
		if i%100 == 99 { // unlike the others
			x.signs = angle.Signs{random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64()}
		}
		texts = append(texts, x)
	}
	for _, window := range []time.Duration{2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 8 * time.Hour} {
		kept, begins, most := &submolt{}, 0, 0
		hour := start
		for i, x := range texts {
			for ; x.seen.Time().Sub(hour) >= time.Hour; hour = hour.Add(time.Hour) {
				if kept = kept.from(hour.Add(-window)); kept == nil {
					t.Fatalf("nothing is left of the last %s", window)
				}
				for begins < i && texts[begins].seen.Time().Before(hour.Add(-window)) {
					begins++
				}
				check(t, kept, texts[begins:i], begins)
			}
			kept.take(x, fmt.Sprint(i))
			most = max(most, len(kept.texts))
		}
		if most > 2500 {
			t.Errorf("%d texts were kept, though about 380 an hour came and 256 are held against each", most)
		}
	}
}

// check compares a submolt with one that took all texts, of which the first has a number, and dropped none.
func check(t *testing.T, got *submolt, texts []text, first int) {
	t.Helper()
	want := &submolt{full: len(texts)}
	for i, x := range texts {
		want.take(x, fmt.Sprint(first+i))
	}
	look := func(s *submolt) []text { return s.texts[max(0, s.past-mostPast):] }
	if !reflect.DeepEqual(look(got), look(want)) || !slices.Equal(got.ids, want.ids) || got.ones != want.ones || !reflect.DeepEqual(got.tally(), want.tally()) {
		t.Fatalf("after %d texts, of which %d are kept, they are judged otherwise than if all were", len(texts), len(got.texts))
	}
}
