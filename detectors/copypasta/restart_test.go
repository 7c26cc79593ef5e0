package copypasta

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// store puts a script into ClickHouse, as ingest would.
func store(t *testing.T, s *script) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var block warehouse.Actions
	for i, p := range s.inOrder() {
		a := event.Action{
			V: event.Version, ID: p.id, Forum: "f", Time: event.At(p.seen), Kind: event.CommentCreated,
			Agent: event.Agent{ID: p.agent}, PostID: p.place, Text: p.words,
		}
		block.Append(&a, warehouse.Place{Offset: int64(i), BrokerTime: p.seen, Seen: p.seen})
	}
	if _, err := w.InsertActions(t.Context(), "script", &block); err != nil {
		t.Fatal(err)
	}
	return w
}

// Two rings, hours apart, with chatter and silence between them, across several epochs.
func longScript() *script {
	s := newScript(5)
	s.chatter(25, 50*time.Minute)
	s.ring(15*time.Minute, 6, 20, []string{s.sentence(10), s.sentence(11)})
	s.ring(5*time.Hour+10*time.Minute, 9, 15, []string{s.sentence(10), s.sentence(12), s.sentence(9)})
	s.ring(26*time.Hour, 4, 15, []string{s.sentence(10)})
	for i := range 400 {
		s.say(4*time.Hour+time.Duration(i)*20*time.Second, fmt.Sprintf("honest-%02d", i%25), fmt.Sprintf("thread-%02d", i%30), s.sentence(12))
	}
	return s
}

// play runs a script from ClickHouse in spans of the given numbers of ticks, and restarts the
// detector after each span that restart says.
func play(t *testing.T, w *warehouse.Warehouse, from, to time.Time, ticks func() int, restart func() bool) (all []event.Flag) {
	t.Helper()
	ctx := context.Background()
	d := New()
	if err := d.Restore(ctx, w, time.Time{}); err != nil {
		t.Fatal(err)
	}
	for at := from; at.Before(to); {
		span := detectors.Span{From: at, To: at.Add(time.Duration(ticks()) * 10 * time.Second), Tick: 10 * time.Second}
		if span.To.After(to) {
			span.To = to
		}
		flags, err := d.Advance(ctx, w, span)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.StoreFlags(ctx, flags); err != nil {
			t.Fatal(err)
		}
		all = append(all, flags...)
		at = span.To
		if restart() {
			d = New()
			if err := d.Restore(ctx, w, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	w := store(t, longScript())
	from, to := start.Truncate(10*time.Second), start.Add(27*time.Hour)
	clear := func() {
		if err := w.Conn().Exec(t.Context(), "TRUNCATE TABLE flags"); err != nil {
			t.Fatal(err)
		}
	}
	want := play(t, w, from, to, func() int { return 1 << 20 }, func() bool { return false })
	if len(want) < 6 {
		t.Fatalf("only %d flags: the script does not exercise the detector", len(want))
	}
	for seed := range uint64(5) {
		clear()
		random := rand.New(rand.NewPCG(seed, 1))
		got := play(t, w, from, to, func() int { return 1 + random.IntN(900) }, func() bool { return random.IntN(4) == 0 })
		for i := range min(len(got), len(want)) {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("seed %d: flag %d is\n%+v\nwant\n%+v", seed, i, got[i], want[i])
			}
		}
		if len(got) != len(want) {
			t.Fatalf("seed %d: %d flags, want %d", seed, len(got), len(want))
		}
	}
}
