package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/pause"
)

// Publisher takes records to Kafka in order and returns when it has acknowledged them. It may
// repeat records, never skip or reorder them.
type Publisher interface {
	Publish(ctx context.Context, records []bus.Record) error
}

// A round publishes so much at most, so that a long backlog does not fill the memory.
const maxRound = 1000

// roundsApart is how long after the begin of a round the next one begins, while less waits than a round takes: who
// writes all the time has the broker bring some of it to its disk as often as it is told. What comes after a
// silence goes at once.
const roundsApart = 25 * time.Millisecond

// Relay publishes the outbox of a store.
type Relay struct {
	Store     *store.Store
	Publisher Publisher
	Grace     time.Duration // after Run's context has ended, to publish what is there
}

// Run publishes what there is and then what comes, at most a moment after it is committed, while this process
// is the one that relays. When ctx ends it publishes what is there then, for as long as Grace;
// what is left waits for the next Run. A store that is away is waited for.
func (r *Relay) Run(ctx context.Context) error {
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(r.Grace, cancel) })()
	for {
		lead, err := r.Store.Lead(ctx)
		if lead == nil && ctx.Err() != nil { // it ends before it ever led: perhaps nobody does
			lead, err = r.Store.TryLead(working)
		}
		if lead != nil {
			err = r.follow(ctx, working, lead)
			lead.End()
		}
		if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled) || store.Away(err)) {
			return nil
		}
		if err != nil && !store.Away(err) {
			return err
		}
		pause.For(ctx, beforeLeadingAgain)
	}
}

// beforeLeadingAgain is how long a relay waits that lost its lead or its store.
const beforeLeadingAgain = 250 * time.Millisecond

// follow publishes until the lead is lost, or ctx has ended and what was there then is out.
func (r *Relay) follow(ctx, working context.Context, lead *store.Lead) error {
	err := r.rounds(ctx, working, lead)
	if err == nil && ctx.Err() != nil {
		err = r.Drain(working)
	}
	if working.Err() != nil {
		return nil
	}
	return err
}

// rounds publishes round after round until ctx has ended or the lead is lost.
func (r *Relay) rounds(ctx, working context.Context, lead *store.Lead) error {
	for ctx.Err() == nil {
		began := time.Now()
		count, err := r.round(working)
		switch {
		case err != nil:
			return err
		case count == maxRound:
		case count > 0:
			pause.For(ctx, roundsApart-time.Since(began))
		default:
			select {
			case <-ctx.Done():
			case <-lead.Lost():
				return nil
			case <-r.Store.Committed():
			}
		}
	}
	return nil
}

// Drain publishes all that is in the outbox now.
func (r *Relay) Drain(ctx context.Context) error {
	for {
		if count, err := r.round(ctx); count == 0 || err != nil {
			return err
		}
	}
}

// round publishes the next rows and says how many.
func (r *Relay) round(ctx context.Context) (int, error) {
	rows, err := r.Store.Publishable(ctx, maxRound)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return len(rows), r.publish(ctx, rows)
}

// errGap is a row that is gone before it was sent: someone else wrote into the store.
var errGap = errors.New("the outbox has a gap: restore the store from before it was changed by hand")

func (r *Relay) publish(ctx context.Context, rows []store.Outgoing) error {
	records := make([]bus.Record, len(rows))
	for i, row := range rows {
		if want := r.Store.Sent() + 1 + uint64(i); row.Seq != want {
			return fmt.Errorf("row %d follows where %d should: %w", row.Seq, want, errGap)
		}
		records[i] = bus.Record{Key: []byte(row.AgentID), Value: row.Body, Everywhere: row.Everywhere}
	}
	if err := r.Publisher.Publish(ctx, records); err != nil {
		return fmt.Errorf("publishing actions %d to %d: %w", rows[0].Seq, rows[len(rows)-1].Seq, err)
	}
	r.Store.MarkSent(rows[len(rows)-1].Seq)
	return nil
}
