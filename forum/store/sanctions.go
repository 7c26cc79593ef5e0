package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func (s *Sanction) args(agentID string) []any {
	return []any{agentID, s.Kind, toMicros(s.Since), toMicros(s.Until), s.Reason, s.Decision, s.By, s.Unseen}
}

// SetSanction puts an agent under a sanction in place of any other. One of another kind is kept below it.
func (t *Tx) SetSanction(agentID string, s Sanction) error {
	if err := t.execOf(nil, t.s.write.PutSanctionBelow, agentID, s.Kind); err != nil {
		return fmt.Errorf("keeping the sanction before: %w", err)
	}
	if err := t.execOf(nil, t.s.write.DeleteSanctionBelow, agentID, s.Kind, 0); err != nil {
		return fmt.Errorf("forgetting an older sanction: %w", err)
	}
	return wrap("setting a sanction", t.execOf(shown{agentID}, t.s.write.SetSanction, s.args(agentID)...))
}

// ClearSanction frees an agent of the sanction that it is under, and not of what is below. One that is taken back counts as no
// offense.
func (t *Tx) ClearSanction(agentID string, takenBack bool) error {
	return wrap("clearing a sanction", t.execOf(shown{agentID}, t.s.write.ClearSanction, agentID, takenBack))
}

// SanctionBelow gives the sanction that the one an agent is under took the place of, if its time is not over; or one of no
// kind.
func (r *Reader) SanctionBelow(ctx context.Context, agentID string, at time.Time) (Sanction, error) {
	s, err := one(ctx, r, "the sanction below", r.q.SanctionBelow, func(row scanner) (s Sanction, err error) {
		err = row.Scan(&s.Kind, micros{&s.Since}, micros{&s.Until}, &s.Reason, &s.Decision, &s.By, &s.Unseen)
		return s, err
	}, agentID, toMicros(at))
	if errors.Is(err, ErrNotFound) {
		return s, nil
	}
	return s, err
}

// GiveBackSanction puts a free agent under the sanction that was below again, which counts as no other offense; what is below
// that and over by then is forgotten.
func (t *Tx) GiveBackSanction(agentID string, s Sanction, at time.Time) error {
	if err := t.execOf(nil, t.s.write.DeleteSanctionBelow, agentID, s.Kind, toMicros(at)); err != nil {
		return fmt.Errorf("forgetting what was below a sanction: %w", err)
	}
	if s.Kind == "" {
		return nil
	}
	return wrap("giving a sanction back", t.execOf(shown{agentID}, t.s.write.GiveBackSanction, s.args(agentID)...))
}
