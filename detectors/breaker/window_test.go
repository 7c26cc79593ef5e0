package breaker

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// After the window's start moved, what is said within it is as if the window had always begun there.
func TestAWindowIsAsIfItHadAlwaysBegunThere(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 1))
	moved, begun := newWatch(), newWatch()
	began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	from := began.Add(500 * time.Second)
	for i := range 1500 {
		r := text{seen: began.Add(time.Duration(i) * time.Second), id: fmt.Sprint(i), agent: fmt.Sprint("agent-", random.IntN(60)), bands: []uint64{random.Uint64(), random.Uint64N(50)}}
		if random.IntN(3) == 0 {
			r.links = []string{fmt.Sprint("host-", random.IntN(90))}
		}
		moved.Take(r)
		if !r.seen.Before(from) {
			begun.Take(r)
		}
	}
	moved.StartAt(began.Add(200 * time.Second))
	moved.StartAt(from)
	if moved.uses.Len() != begun.uses.Len() || len(begun.hot) < 10 || len(begun.wide) < 10 {
		t.Fatalf("%d texts, want %d, of %d hot and %d wide patterns", moved.uses.Len(), begun.uses.Len(), len(begun.hot), len(begun.wide))
	}
	for at := range int32(begun.uses.Len()) {
		if moved.agent(at) != begun.agent(at) || moved.ids.At(at) != begun.ids.At(at) || moved.seen.At(at) != begun.seen.At(at) || !reflect.DeepEqual(moved.keys(at), begun.keys(at)) {
			t.Fatalf("text %d is another", at)
		}
	}
	for what, pair := range map[string][2]any{"hot": {moved.hot, begun.hot}, "wide": {moved.wide, begun.wide}, "names": {moved.names, begun.names}} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s differ", what)
		}
	}
}
