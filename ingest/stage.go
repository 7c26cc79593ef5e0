package ingest

import (
	"context"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// The stages, as they stand in ingest_progress.
const (
	StageActions = "actions" // the raw rows
	StageText    = "text"    // what is worked out of texts
)

// stage is one table that ingest makes of forum.actions. Each has a consumer group, a progress
// and a watermark of its own; what makes it exactly once is the same for all (worker.go).
type stage struct {
	name    string
	group   string // at the broker
	table   string
	letters bool // it sends what is no action to the dead letters; others pass over it

	// block makes the memory in which one partition's rows are gathered.
	block func() block
	// weight is how many bytes an action takes beside those of its record.
	weight func(a *event.Action) int
	// stored counts the rows of each offset in [from, to).
	stored func(ctx context.Context, partition uint32, from, to int64) (map[int64]int, error)
	// repair makes what the views made of the offsets [from, to) say what the rows say, and counts
	// what was wrong.
	repair func(ctx context.Context, partition uint32, from, to int64) (wrong int, err error)
	// begin waits for what must be before a partition is taken up; an error is tried again.
	begin func(ctx context.Context, p warehouse.Progress) error
}

// block is the rows that a stage makes of a stretch of a partition, in order of their offsets.
// One goroutine uses it, again and again.
type block interface {
	// add takes in an action, whose strings it copies; it may leave out what makes no row.
	add(a *event.Action, p warehouse.Place)
	// complete does what add left to be done at once for all rows.
	complete(ctx context.Context) error
	// insert stores the rows; see warehouse.Actions.Insert.
	insert(ctx context.Context, token string) (repeated bool, err error)
	// erase takes out of the stage's table, and out of its letters, what the block says is erased; it may be said again.
	erase(ctx context.Context) error
	// without gives the rows whose offset stored does not have.
	without(stored map[int64]int) block

	Len() int
	Offset(i int) int64
	ID(i int) []byte // as long as the block is not reset
	Reset()
}
