package windowed

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/internal/warehouse"
)

const (
	// Actions that one query is asked for, where a window holds more: the driver gives a query a minute until all are taken in.
	pieceRows  = 50_000
	pieceGrain = 5 * time.Minute // at whose multiples a window is cut
)

// piece is a part of a window.
type piece struct{ from, to time.Time }

// cut divides a window so that ClickHouse sorts no more at a time than it does for a tick of a
// detector that catches up: a window of days of a large forum does not fit into its memory at once.
// Where nothing was seen there is no piece.
func cut(ctx context.Context, w *warehouse.Warehouse, from, to time.Time) (pieces []piece, err error) {
	counts, err := w.ActionsPerTick(ctx, from, to, pieceGrain)
	if err != nil {
		return nil, err
	}
	held := uint64(0)
	for i, c := range counts {
		if held > 0 && held+c.Actions > pieceRows {
			pieces = append(pieces, piece{from, counts[i-1].Tick})
			from, held = counts[i-1].Tick, 0
		}
		held += c.Actions
	}
	if held > 0 {
		pieces = append(pieces, piece{from, to})
	}
	return pieces, nil
}
