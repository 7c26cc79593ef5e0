package detectortest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// checkQueries fails unless the query of each flag, as of its last revision, runs and shows who or what the flag
// lists, if it lists anybody or anything.
func checkQueries(t *testing.T, w *warehouse.Warehouse, flags []event.Flag) {
	t.Helper()
	checked := map[string]bool{}
	for _, f := range slices.Backward(flags) {
		if checked[f.ID] {
			continue
		}
		checked[f.ID] = true
		got, err := explain.Run(t.Context(), w, f.Evidence.Query)
		if err != nil {
			t.Fatalf("the query of flag %s does not run: %v\n%s", f.ID, err, f.Evidence.Query)
		}
		listed, page := listedBy(flags, f.ID), fmt.Sprint(got.Rows)
		if len(got.Rows) == 0 || len(listed) > 0 && !slices.ContainsFunc(listed, func(id string) bool { return strings.Contains(page, id) }) {
			t.Fatalf("the query of flag %s, of kind %s, shows nothing that it lists in %d rows of %v:\n%s", f.ID, f.Kind, len(got.Rows), got.Columns, f.Evidence.Query)
		}
	}
}

// listedBy gives the agents and items that all revisions of a flag list.
func listedBy(flags []event.Flag, id string) (listed []string) {
	for _, f := range flags {
		if f.ID == id {
			listed = append(append(listed, f.Agents...), f.Items...)
		}
	}
	return listed
}
