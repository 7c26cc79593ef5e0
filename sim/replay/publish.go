package replay

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Publisher sends actions as one producer, numbered from 1, with watermarks.
type Publisher struct {
	Bus     *bus.Producer
	Name    string                                 // of the producer; "": Producer
	Forum   string                                 // of the watermarks; "": Forum
	Pace    func(context.Context, time.Time) error // waits until the event time may be sent; nil: at once
	OnClock func(time.Time)                        // told the event time up to which all is sent; may be nil

	seq     uint64
	newest  time.Time
	marked  time.Time // wall time of the last watermark
	pending []bus.Record
}

const (
	publishBatch = 2000
	markEvery    = 250 * time.Millisecond // wall time
)

// Send numbers an action and sends it, now or with those that follow.
func (p *Publisher) Send(ctx context.Context, a event.Action) error {
	if p.Pace != nil {
		if p.newest.Before(a.Time.Time) {
			if err := p.pace(ctx, a.Time.Time); err != nil {
				return err
			}
		}
	}
	if err := p.append(a); err != nil {
		return err
	}
	if a.Time.After(p.newest) {
		p.newest = a.Time.Time
	}
	if len(p.pending) >= publishBatch {
		return p.flush(ctx)
	}
	return nil
}

// pace waits until an event time may be sent; what is pending is sent first.
func (p *Publisher) pace(ctx context.Context, to time.Time) error {
	if time.Since(p.marked) >= markEvery && len(p.pending) > 0 {
		if err := p.flush(ctx); err != nil {
			return err
		}
	}
	return p.Pace(ctx, to)
}

// Close sends what is pending and a last watermark: nothing older than end will come.
func (p *Publisher) Close(ctx context.Context, end time.Time) error {
	p.newest = end
	p.marked = time.Time{}
	return p.flush(ctx)
}

// Mark sends what is pending and says that nothing older than upTo will come.
func (p *Publisher) Mark(ctx context.Context, upTo time.Time) error {
	if upTo.After(p.newest) {
		p.newest = upTo
	}
	return p.flush(ctx)
}

func (p *Publisher) append(a event.Action) error {
	p.seq++
	a.Producer, a.Seq = cmp.Or(p.Name, Producer), p.seq
	value, err := event.Encode(a)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", a.ID, err)
	}
	p.pending = append(p.pending, bus.Record{Key: []byte(a.Agent.ID), Value: value, Everywhere: a.Kind == event.Watermark})
	return nil
}

func (p *Publisher) flush(ctx context.Context) error {
	if time.Since(p.marked) >= markEvery && !p.newest.IsZero() {
		p.marked = time.Now()
		err := p.append(event.Action{
			V: event.Version, ID: fmt.Sprintf("%s-watermark-%d", cmp.Or(p.Name, Producer), p.seq+1), Forum: cmp.Or(p.Forum, Forum),
			Kind: event.Watermark, Time: event.At(p.newest),
		})
		if err != nil {
			return err
		}
	}
	if err := p.Bus.Publish(ctx, p.pending); err != nil {
		return err
	}
	p.pending = p.pending[:0]
	if p.OnClock != nil {
		p.OnClock(p.newest)
	}
	return nil
}

// AtSpeed gives a Pace that lets event time run factor times as fast as it did, from start on.
func AtSpeed(start time.Time, factor float64) func(context.Context, time.Time) error {
	began := time.Now()
	return func(ctx context.Context, to time.Time) error {
		due := began.Add(time.Duration(float64(to.Sub(start)) / factor))
		timer := time.NewTimer(time.Until(due))
		defer timer.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return nil
		}
	}
}
