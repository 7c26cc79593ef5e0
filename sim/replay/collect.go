package replay

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// stateOrder is the order in which a decision goes through its states.
var stateOrder = []string{
	event.StateProposed, event.StateApproved, event.StateRejected, event.StateExpired,
	event.StateApplied, event.StateFailed, event.StateReverted,
}

// Flags reads every flag that is on the topic, each message once, ordered by time, id,
// revision and part.
func Flags(ctx context.Context, b *bus.Bus) ([]event.Flag, error) {
	return collect(ctx, b, bus.TopicFlags, func(x, y event.Flag) int {
		return cmp.Or(x.Time.Compare(y.Time.Time), cmp.Compare(x.ID, y.ID), cmp.Compare(x.Revision, y.Revision), cmp.Compare(x.Part, y.Part))
	})
}

// Decisions reads every decision that is on the topic, each state once, ordered by time, id
// and state.
func Decisions(ctx context.Context, b *bus.Bus) ([]event.Decision, error) {
	return collect(ctx, b, bus.TopicDecisions, func(x, y event.Decision) int {
		return cmp.Or(x.Time.Compare(y.Time.Time), cmp.Compare(x.ID, y.ID),
			cmp.Compare(slices.Index(stateOrder, x.State), slices.Index(stateOrder, y.State)))
	})
}

// collect drains a topic, sorts it and drops what says the same as the record before it.
func collect[R event.Flag | event.Decision](ctx context.Context, b *bus.Bus, topic string, compare func(x, y R) int) ([]R, error) {
	var all []R
	err := b.Drain(ctx, topic, func(m bus.Message) error {
		r, err := event.Decode[R](m.Value)
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("collecting %s: %w", topic, err)
	}
	slices.SortStableFunc(all, compare)
	return slices.CompactFunc(all, func(x, y R) bool { return compare(x, y) == 0 }), nil
}

// Write writes records as JSON lines to a file that appears whole or not at all.
func Write[R event.Flag | event.Decision](path string, records []R) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("making the output directory: %w", err)
	}
	file, err := os.Create(path + ".part")
	if err != nil {
		return fmt.Errorf("writing the output: %w", err)
	}
	defer os.Remove(path + ".part")
	defer file.Close()
	w := bufio.NewWriter(file)
	for _, r := range records {
		line, err := event.Encode(r)
		if err != nil {
			return fmt.Errorf("encoding a line of %s: %w", path, err)
		}
		w.Write(line)
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return os.Rename(path+".part", path)
}
