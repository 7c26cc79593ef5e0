package warehouse_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// What an agent said of its act is stored with it, also by way of a block that was cut.
func TestRationaleIsKeptWithTheAction(t *testing.T) {
	w := open(t)
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var b warehouse.Actions
	for i, id := range []string{"silent", "reasoned"} {
		a := event.Action{V: event.Version, ID: id, Forum: "f", Time: event.At(at), Kind: event.PostCreated, Agent: event.Agent{ID: "a"}}
		if id == "reasoned" {
			a.Rationale, a.Confidence = "it answers the question", 0.75
		}
		b.Append(&a, warehouse.Place{Offset: int64(i), BrokerTime: at, Seen: at})
	}
	insert(t, w, "token", b.Select(func(int) bool { return true }))
	for id, want := range map[string]string{"silent": "|0", "reasoned": "it answers the question|0.75"} {
		var got string
		row := w.Conn().QueryRow(t.Context(), "SELECT concat(rationale, '|', toString(confidence)) FROM actions WHERE id = '"+id+"'")
		if err := row.Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", id, got, err, want)
		}
	}
}
