package all_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// onTwoShards holds it that the flags of all detectors, what explains them and the network's health are on two shards what
// they are on one node, whose store and flags are given.
func onTwoShards(t *testing.T, one *warehouse.Warehouse, actions []event.Action, want map[string]event.Flag) {
	over := detectortest.Over(actions)
	two := detectortest.StoreLaidOut(t, testparts.TwoShards(t)[0].DSN(), warehouse.Layout{Cluster: clickhouse.ClusterName}, actions)
	compare(t, runEngine(t, two, over.From, over.To, nil), want)
	explained := map[string]bool{}
	for _, f := range want {
		if explained[f.ID] {
			continue
		}
		explained[f.ID] = true
		shown := func(w *warehouse.Warehouse) (c explain.Case, rows int) {
			c, err := explain.Read(t.Context(), w, f.ID)
			if err != nil || c.TiesError != "" {
				t.Fatalf("explaining flag %s of %s: %v %s", f.ID, f.Detector, err, c.TiesError)
			}
			query := c.Revisions[len(c.Revisions)-1].Evidence.Query
			r, err := explain.Run(t.Context(), w, query)
			if err != nil {
				t.Fatalf("the query of a flag of %s: %v\n%s", f.Detector, err, query)
			}
			return c, len(r.Rows)
		}
		a, rows := shown(one)
		b, others := shown(two)
		if rows != others || len(a.Posts) != len(b.Posts) || fmt.Sprint(a.Ties) != fmt.Sprint(b.Ties) {
			t.Errorf("a flag of %s has %d rows, %d posts and the ties %v on one node, %d, %d and %v on two shards", f.Detector,
				rows, len(a.Posts), a.Ties, others, len(b.Posts), b.Ties)
		}
	}
	hour := over.From.Truncate(time.Hour)
	a, err := one.Health(t.Context(), hour)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := two.Health(t.Context(), hour); err != nil || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("the network's health is %v on one node, %v on two shards (%v)", a, b, err)
	}
}
