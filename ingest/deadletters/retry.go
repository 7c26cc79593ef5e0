package deadletters

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// ErrRefused marks a letter that would only become a dead letter again, or was sent already.
var ErrRefused = errors.New("not sent")

// Retry sends a letter's record to its topic again and then marks the letter. now is the
// current time; an action further ahead of it than maxAhead is refused, as ingest would.
// A crash between the two leaves the letter unmarked: sent once more within the hour, the
// record is dropped as a repeat.
func Retry(ctx context.Context, b *bus.Bus, l event.DeadLetter, now time.Time, maxAhead time.Duration) error {
	if l.Erased != nil {
		return fmt.Errorf("%w: what it held was erased on %s", ErrRefused, l.Erased)
	}
	if l.Retried != nil {
		return fmt.Errorf("%w: it was sent again on %s", ErrRefused, l.Retried)
	}
	again, err := mended(l, now, maxAhead)
	if err != nil {
		return err
	}
	if err := b.Producer(l.Topic).Publish(ctx, []bus.Record{again}); err != nil {
		return fmt.Errorf("sending %s again: %w", ID(l), err)
	}
	at := event.At(now)
	mark := l
	mark.Raw, mark.Key, mark.Reason, mark.Retried = []byte{}, nil, "it was sent again", &at
	marked, err := record(ID(l)+"/retried", mark) // beside the letter, not over it
	if err == nil {
		err = b.Producer(bus.TopicDeadLetters).Publish(ctx, []bus.Record{marked})
	}
	if err != nil {
		return fmt.Errorf("marking %s as sent: %w", ID(l), err)
	}
	return nil
}

// mended gives the record as it would be taken now, or why it would not be.
func mended(l event.DeadLetter, now time.Time, maxAhead time.Duration) (bus.Record, error) {
	switch l.Topic {
	case bus.TopicActions:
	case bus.TopicDecisions:
		if _, err := event.Decode[event.Decision](l.Raw); err != nil {
			return bus.Record{}, fmt.Errorf("%w: it still cannot be read: %w", ErrRefused, err)
		}
		return bus.Record{Key: l.Key, Value: l.Raw}, nil
	default:
		return bus.Record{}, fmt.Errorf("%w: nothing is known of topic %.40q", ErrRefused, l.Topic)
	}
	action, err := event.Decode[event.Action](l.Raw)
	if err != nil {
		return bus.Record{}, fmt.Errorf("%w: it still cannot be read: %w", ErrRefused, err)
	}
	if ahead := action.Time.Sub(now); ahead > maxAhead {
		return bus.Record{}, fmt.Errorf("%w: its time is still %s ahead, more than %s", ErrRefused, ahead.Round(time.Second), maxAhead)
	}
	if action.Kind == event.Watermark {
		return bus.Record{}, fmt.Errorf("%w: it is a watermark, whose time has passed: its producer has sent others since", ErrRefused)
	}
	action.Producer, action.Seq = "", 0
	value, err := event.Encode(action)
	if err != nil {
		return bus.Record{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return bus.Record{Key: []byte(action.Agent.ID), Value: value}, nil
}
