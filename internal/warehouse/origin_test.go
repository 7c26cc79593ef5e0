package warehouse_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// From where a text came stands with it as the hash that its column's comment promises, also by way of a block
// that was cut; 0 where the net or the client is not on record.
func TestATextSaysFromWhereItCame(t *testing.T) {
	w := open(t)
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var b warehouse.Texts
	for i, o := range []event.Origin{{Net: "192.0.2.0/24", Client: "crab/1"}, {Net: "192.0.2.0/24"}, {Client: "crab/1"}, {}} {
		b.AppendAction(&event.Action{ID: "text", Kind: event.PostCreated, Time: event.At(at), Origin: o}, warehouse.Place{Offset: int64(i), BrokerTime: at, Seen: at})
		b.AppendFeatures(&textfeatures.Features{})
	}
	if _, err := b.Select(func(int) bool { return true }).Insert(t.Context(), w, "origins"); err != nil {
		t.Fatal(err)
	}
	var known, unknown uint64
	row := w.Conn().QueryRow(t.Context(), `SELECT countIf(origin = xxHash64('192.0.2.0/24\0crab/1')), countIf(origin = 0) FROM text_features`)
	if err := row.Scan(&known, &unknown); err != nil || known != 1 || unknown != 3 {
		t.Errorf("%d have the hash of their origin and %d none (%v), want 1 and 3", known, unknown, err)
	}
}
