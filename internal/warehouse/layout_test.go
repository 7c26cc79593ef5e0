package warehouse_test

import (
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestLayoutsThatCannotBeAreRefused(t *testing.T) {
	for _, layout := range []warehouse.Layout{{Replicated: true}, {RetentionDays: -1}, {RetentionDays: 36500}, {Cluster: "a'b"}} {
		if layout.Check() == nil {
			t.Errorf("%+v is taken", layout)
		}
	}
	w := open(t)
	if err := w.MigrateTo(t.Context(), warehouse.Layout{Cluster: "nowhere"}); err == nil || !strings.Contains(err.Error(), "remote_servers") {
		t.Errorf("got %v", err)
	}
}

// Retention is set, changed and taken back, and what is old goes.
func TestRetentionIsWhatItIsSetTo(t *testing.T) {
	w := open(t)
	insert(t, w, "old", block(0, 9)) // of a time long ago
	ttl := func() (found []string) {
		var text string
		for _, table := range []string{"actions", "actions_per_minute"} {
			row := w.Conn().QueryRow(t.Context(), "SELECT extract(engine_full, 'TTL ([^ ]+ \\+ toIntervalDay\\([0-9]+\\))') FROM system.tables WHERE database = currentDatabase() AND name = '"+table+"'")
			if err := row.Scan(&text); err != nil {
				t.Fatal(err)
			}
			found = append(found, text)
		}
		return found
	}
	for _, c := range []struct {
		days int
		want string
	}{{0, ","}, {9000, "toDateTime(seen) + toIntervalDay(9000),minute + toIntervalDay(9000)"}, {9000, "toDateTime(seen) + toIntervalDay(9000),minute + toIntervalDay(9000)"}, {0, ","}} {
		if err := w.MigrateTo(t.Context(), warehouse.Layout{RetentionDays: c.days}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(ttl(), ","); got != c.want {
			t.Errorf("%d days: %q, want %q", c.days, got, c.want)
		}
	}
	wantCounts(t, w, 6, 3)
	if err := w.MigrateTo(t.Context(), warehouse.Layout{RetentionDays: 1}); err != nil {
		t.Fatal(err)
	}
	if err := w.Conn().Exec(t.Context(), "OPTIMIZE TABLE actions FINAL"); err != nil {
		t.Fatal(err)
	}
	var rows uint64
	if err := w.Conn().QueryRow(t.Context(), "SELECT count() FROM actions").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows are left of those that are too old (%v)", rows, err)
	}
}
