package deadletters

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Erase writes over each letter that holds the words of one of these actions, and says how many
// there were. The broker takes away what stood under the letter's key before when it next compacts the
// topic; readers see nothing of it from now on. Saying it again changes nothing, by two at once neither.
func (x *Index) Erase(ctx context.Context, producer *bus.Producer, items []string, now time.Time) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	open, err := x.open(ctx, items)
	if err != nil {
		return 0, fmt.Errorf("looking for what is erased in the dead letters: %w", err)
	}
	return len(open), Forget(ctx, producer, open, now)
}

// open finds the letters that hold one of these items and are not erased yet, without their bytes.
func (x *Index) open(ctx context.Context, items []string) ([]event.DeadLetter, error) {
	if err := x.extend(ctx); err != nil {
		return nil, err
	}
	named := func(f *filter) bool { return slices.ContainsFunc(items, f.mayName) }
	found := map[string]event.DeadLetter{}
	err := x.read(ctx, named, func(l event.DeadLetter) {
		if Holds(l, items) {
			found[ID(l)] = event.DeadLetter{}
		}
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(found))
	clear(found)
	marked := func(f *filter) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return f.may([]byte(id)) })
	}
	// Once more, with what says that they are erased: the last that stands there counts.
	err = x.read(ctx, func(f *filter) bool { return named(f) || marked(f) }, func(l event.DeadLetter) {
		switch {
		case l.Erased != nil:
			delete(found, ID(l))
		case Holds(l, items):
			l.Raw, l.Key = nil, nil // not the bytes of all at once
			found[ID(l)] = l
		}
	})
	letters := make([]event.DeadLetter, 0, len(found))
	for _, id := range slices.Sorted(maps.Keys(found)) {
		letters = append(letters, found[id])
	}
	return letters, err
}

// Forget writes over letters, whatever they hold.
func Forget(ctx context.Context, producer *bus.Producer, letters []event.DeadLetter, now time.Time) error {
	if len(letters) == 0 {
		return nil
	}
	at := event.At(now)
	marks := make([]event.DeadLetter, len(letters))
	for i, l := range letters {
		// The reason goes too: it quotes the record.
		marks[i] = event.DeadLetter{
			V: l.V, Topic: l.Topic, Partition: l.Partition, Offset: l.Offset, Time: l.Time,
			Reason: "what it held was erased", Raw: []byte{}, Erased: &at,
		}
	}
	if err := Publish(ctx, producer, marks); err != nil {
		return fmt.Errorf("erasing what dead letters hold: %w", err)
	}
	return nil
}

// Holds reports whether a letter may hold the words of one of some actions: it names it, and
// is not plainly about something else, such as an answer to it.
func Holds(l event.DeadLetter, items []string) bool {
	for _, item := range items {
		if names(l.Raw, []byte(item)) {
			return !aboutOthers(l, items)
		}
	}
	return false
}

// names finds an id that is no part of a longer one.
func names(raw, id []byte) bool {
	for from := 0; len(id) > 0; {
		i := bytes.Index(raw[from:], id)
		if i < 0 {
			return false
		}
		begin, end := from+i, from+i+len(id)
		if (begin == 0 || !inID(raw[begin-1])) && (end == len(raw) || !inID(raw[end])) {
			return true
		}
		from = begin + 1
	}
	return false
}

func inID(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// quoting are the kinds of actions that may quote their target, as in the warehouse's erase_actions.sql.
var quoting = []event.Kind{event.AnnouncementMade, event.ContentEdited, event.ContentHeld}

// aboutOthers reports whether a letter can be read, and the words in it are none of these items'.
func aboutOthers(l event.DeadLetter, items []string) bool {
	a, err := event.Decode[event.Action](l.Raw)
	return err == nil && !slices.Contains(items, a.ID) && !(slices.Contains(quoting, a.Kind) && slices.Contains(items, a.Target.ID))
}
