package api

import (
	"math"
	"testing"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Whatever a stranger sends as a cursor is refused or is a place that can be written again.
func FuzzReadCursor(f *testing.F) {
	for _, p := range []store.Place{{}, store.Start(), {Key: -1.5, N: 7}, {Key: math.Inf(1), N: -1}} {
		f.Add(writeCursor(store.Hot, p))
	}
	for _, text := range []string{"", "!!", "aG90Li4", "bmV3LjAuMQ", "aG90LjdmZjgwMDAwMDAwMDAwMDEuMQ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := readCursor(cursor, store.Hot)
		if err != nil {
			return
		}
		if math.IsNaN(p.Key) {
			t.Fatal("a key that is no number orders nothing")
		}
		again, err := readCursor(writeCursor(store.Hot, p), store.Hot)
		if err != nil || again != p {
			t.Fatalf("got %+v, %v; want %+v", again, err, p)
		}
	})
}
