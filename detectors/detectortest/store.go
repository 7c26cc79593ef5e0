package detectortest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Store puts actions into the empty database at dsn (testparts.ClickHouse gives one), as ingest
// would have, with what the text stage makes of their texts: in order of their times, none of
// them late.
func Store(t testing.TB, dsn string, actions []event.Action) *warehouse.Warehouse {
	t.Helper()
	return StoreLaidOut(t, dsn, warehouse.Layout{}, actions)
}

// StoreLaidOut does so in a layout of the database; on a cluster, as if they had come in four partitions.
func StoreLaidOut(t testing.TB, dsn string, layout warehouse.Layout, actions []event.Action) *warehouse.Warehouse {
	t.Helper()
	w, err := warehouse.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.MigrateTo(t.Context(), layout); err != nil {
		t.Fatal(err)
	}
	extractor, err := textfeatures.Standard()
	if err != nil {
		t.Fatal(err)
	}
	partitions := 1
	if layout.Cluster != "" {
		partitions = 4
	}
	var block warehouse.Actions
	var texts warehouse.Texts
	var features textfeatures.Features
	worker := extractor.NewWorker()
	for i, a := range sorted(actions) {
		place := warehouse.Place{Partition: uint32(i % partitions), Offset: int64(i / partitions), BrokerTime: a.Time.Time, Seen: a.Time.Time}
		block.Append(&a, place)
		if !textfeatures.Has(&a) {
			if a.Features != (event.Features{}) { // a message's travel with it
				features.Arrive(&a.Features)
				texts.AppendAction(&a, place)
				texts.AppendFeatures(&features)
			}
			continue
		}
		if err := worker.Extract(string(textfeatures.AppendText(nil, &a)), &features); err != nil {
			t.Fatal(err)
		}
		texts.AppendAction(&a, place)
		texts.AppendFeatures(&features)
	}
	if _, err := block.Insert(t.Context(), w, "stored"); err != nil {
		t.Fatal(err)
	}
	if _, err := texts.Insert(t.Context(), w, "stored"); err != nil {
		t.Fatal(err)
	}
	return w
}

func sorted(actions []event.Action) []event.Action {
	actions = slices.Clone(actions)
	slices.SortStableFunc(actions, func(a, b event.Action) int { return cmp.Or(a.Time.Compare(b.Time.Time), cmp.Compare(a.ID, b.ID)) })
	return actions
}

// Stretch is the event time that a run covers.
type Stretch struct {
	From, To time.Time
	Tick     time.Duration
}

// Over gives the stretch of some actions in ticks of ten seconds, and a quarter of an hour
// more, in which what a detector held back is said.
func Over(actions []event.Action) Stretch {
	const tick = 10 * time.Second
	all := sorted(actions)
	return Stretch{From: all[0].Time.Truncate(tick), To: all[len(all)-1].Time.Truncate(tick).Add(15 * time.Minute), Tick: tick}
}
