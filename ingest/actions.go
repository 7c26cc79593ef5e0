package ingest

import (
	"context"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// actionsStage stores each action as it is.
func (i *Ingest) actionsStage() stage {
	return stage{
		name: StageActions, group: GroupActions, table: "actions", letters: true,
		block:  func() block { return &actionsBlock{ingest: i, Actions: &warehouse.Actions{}} },
		weight: func(*event.Action) int { return 0 },
		stored: i.warehouse.StoredOffsets, repair: i.warehouse.RepairRollups,
		begin: func(context.Context, warehouse.Progress) error { return nil },
	}
}

// actionsBlock is a block of raw rows.
type actionsBlock struct {
	ingest *Ingest
	*warehouse.Actions
	erased erased
}

func (b *actionsBlock) add(a *event.Action, p warehouse.Place) {
	b.erased.hear(a)
	b.Append(a, p)
}

func (b *actionsBlock) erase(ctx context.Context) error {
	if len(b.erased) == 0 {
		return nil
	}
	if err := b.ingest.warehouse.EraseActions(ctx, b.erased); err != nil {
		return err
	}
	return b.ingest.eraseLetters(ctx, b.erased)
}

func (b *actionsBlock) Reset() {
	b.erased = nil
	b.Actions.Reset()
}

func (b *actionsBlock) complete(context.Context) error { return nil }

func (b *actionsBlock) insert(ctx context.Context, token string) (bool, error) {
	return b.Actions.Insert(ctx, b.ingest.warehouse, token)
}

func (b *actionsBlock) without(stored map[int64]int) block {
	return &actionsBlock{ingest: b.ingest, Actions: b.Select(func(i int) bool { return stored[b.Offset(i)] == 0 })}
}
