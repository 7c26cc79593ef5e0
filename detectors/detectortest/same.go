package detectortest

import (
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// draws is how often SameFlags plays the actions again, each time cut otherwise: once in the suite,
// more often in make chaos.
func draws(t *testing.T) uint64 {
	t.Helper()
	text := os.Getenv("CHAOS_DRAWS")
	if text == "" {
		return 1
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n < 1 {
		t.Fatalf("CHAOS_DRAWS is %q, want a number", text)
	}
	return n
}

// SameFlags fails unless the detector raises the same flags over a stretch however it is cut
// and interrupted, or if their evidence quotes what agents wrote or its
// query shows nothing. It returns them.
func SameFlags(t *testing.T, w *warehouse.Warehouse, create func() detectors.Detector, over Stretch) []event.Flag {
	t.Helper()
	p := &player{t: t, w: w, create: create, over: over}
	want := p.play(nil)
	check(t, want)
	checkQuotes(t, w, want)
	checkQueries(t, w, want)
	for seed := range draws(t) {
		got := p.play(rand.New(rand.NewPCG(seed, 1)))
		for i := range min(len(got), len(want)) {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("draw %d: flag %d is\n%+v\nwant\n%+v", seed, i, got[i], want[i])
			}
		}
		if len(got) != len(want) {
			t.Fatalf("draw %d: %d flags, want %d", seed, len(got), len(want))
		}
	}
	if p.restarts == 0 {
		t.Fatal("no draw restarted the detector")
	}
	return want
}

// Flags runs the detector over a stretch once, in spans as the engine cuts them.
func Flags(t *testing.T, w *warehouse.Warehouse, create func() detectors.Detector, over Stretch) []event.Flag {
	t.Helper()
	return (&player{t: t, w: w, create: create, over: over}).play(nil)
}

type player struct {
	t      *testing.T
	w      *warehouse.Warehouse
	create func() detectors.Detector
	over   Stretch

	restarts int // in all plays so far
}

// play runs the detector over the stretch: in one span if random is nil, and else in random
// ones, restoring it now and then, as after a crash at any moment.
func (p *player) play(random *rand.Rand) (all []event.Flag) {
	p.t.Helper()
	ctx := p.t.Context()
	if err := p.w.Conn().Exec(ctx, "TRUNCATE TABLE flags"); err != nil {
		p.t.Fatal(err)
	}
	d := p.restored(time.Time{})
	for at := p.over.From; at.Before(p.over.To); {
		span := detectors.Span{From: at, To: p.over.To, Tick: p.over.Tick}
		if random != nil {
			// From single ticks to a third of the whole, evenly by order of magnitude.
			length := p.over.To.Sub(p.over.From) / 3 >> random.IntN(12)
			span.To = at.Add(max(p.over.Tick, length.Truncate(p.over.Tick)))
			if span.To.After(p.over.To) {
				span.To = p.over.To
			}
		}
		flags, err := d.Advance(ctx, p.w, span)
		if err != nil {
			p.t.Fatalf("running the ticks from %s to %s: %v", span.From, span.To, err)
		}
		const died, diedAfterStoring, restarted = 0, 1, 2
		fate := 9
		if random != nil {
			fate = random.IntN(9)
		}
		if fate != died {
			if err := p.w.StoreFlags(ctx, flags); err != nil {
				p.t.Fatal(err)
			}
		}
		if fate == died || fate == diedAfterStoring {
			p.restarts++
			d = p.restored(resume(at, p.over.From))
			continue
		}
		for _, f := range flags {
			if f.Time.Before(span.From.Add(span.Tick)) || f.Time.After(span.To) {
				p.t.Fatalf("the ticks from %s to %s gave a flag of %s", span.From, span.To, f.Time)
			}
		}
		all = append(all, flags...)
		at = span.To
		if fate == restarted {
			p.restarts++
			d = p.restored(at)
		}
	}
	return all
}

// resume is the tick as of which a detector is restored that had got to at.
func resume(at, from time.Time) time.Time {
	if at.Equal(from) {
		return time.Time{}
	}
	return at
}

func (p *player) restored(upTo time.Time) detectors.Detector {
	p.t.Helper()
	d := p.create()
	if err := d.Restore(p.t.Context(), p.w, upTo); err != nil {
		p.t.Fatalf("restoring the detector as of %s: %v", upTo, err)
	}
	return d
}

// check holds flags to what holds for all of them.
func check(t *testing.T, flags []event.Flag) {
	t.Helper()
	if len(flags) == 0 {
		t.Fatal("there are no flags: these actions do not exercise the detector")
	}
	type known struct{ revision, part, agents, items int }
	last := map[string]known{}
	for i, f := range flags {
		if err := event.Validate(f); err != nil {
			t.Errorf("flag %d: %v", i, err)
		}
		for name, value := range f.Evidence.Features {
			if value != episode.Round(value) {
				t.Errorf("flag %d: %s is %v, with digits that may differ between machines", i, name, value)
			}
		}
		k := last[f.ID]
		switch {
		case f.Revision == k.revision && f.Part == k.part+1:
		case f.Revision == k.revision+1 && f.Part == 1:
		default:
			t.Errorf("flag %d is revision %d, part %d of %s, after revision %d, part %d", i, f.Revision, f.Part, f.ID, k.revision, k.part)
		}
		k = known{f.Revision, f.Part, k.agents + len(f.Agents), k.items + len(f.Items)}
		if f.Part == f.Parts && (k.agents != f.AgentsTotal || k.items != f.ItemsTotal) {
			t.Errorf("flag %d: %d agents and %d items were listed so far, the totals are %d and %d", i, k.agents, k.items, f.AgentsTotal, f.ItemsTotal)
		}
		last[f.ID] = k
		if i > 0 && f.Time.Before(flags[i-1].Time.Time) {
			t.Errorf("flag %d is of %s and follows one of %s", i, f.Time, flags[i-1].Time)
		}
	}
}
