package explain_test

import (
	"fmt"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// Whoever reads what a query gives is told where it is only the beginning.
func TestAResultSaysIfThereIsMore(t *testing.T) {
	w, err := warehouse.Open(t.Context(), testparts.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, c := range []struct {
		rows, shown int
		truncated   bool
	}{{0, 0, false}, {3, 3, false}, {1000, 1000, false}, {1001, 1000, true}, {300_000, 1000, true}} {
		for _, order := range []string{"", " ORDER BY cityHash64(number)"} {
			got, err := explain.Run(t.Context(), w, fmt.Sprintf("SELECT number FROM numbers(%d)%s", c.rows, order))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Rows) != c.shown || got.Truncated != c.truncated {
				t.Errorf("of %d rows%s %d are shown, truncated: %v", c.rows, order, len(got.Rows), got.Truncated)
			}
		}
	}
}
