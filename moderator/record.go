package moderator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/ledger"
)

// journal is the topic of decisions: read once, in order, and written to at its end.
type journal interface {
	// read hands over what was not read yet, this moderator's own records included.
	read(ctx context.Context, handle func(raw []byte, offset int64)) error
	// write puts records at the end, all or none. It may repeat them.
	write(ctx context.Context, records [][]byte) error
}

// catchUp takes in the records that it has not seen, its own and those of others.
func (m *Moderator) catchUp(ctx context.Context) error {
	return m.journal.read(ctx, func(raw []byte, offset int64) {
		err := m.ledger.Observe(raw)
		var broken *ledger.BrokenChain
		switch {
		case errors.As(err, &broken):
			m.metrics.breaks.Inc()
			m.log.Error("the chain of decisions is broken: records were lost, changed or written by a second moderator",
				"offset", offset, "decision", broken.ID, "state", broken.State, "names", broken.Prev, "stands_after", broken.Want)
		case err != nil:
			m.metrics.breaks.Inc()
			m.log.Error("a record of decisions cannot be read: somebody else writes to the topic", "offset", offset, "error", err)
		}
	})
}

// record writes decisions as links of the chain, all or none of them, and books them.
func (m *Moderator) record(ctx context.Context, decisions ...event.Decision) error {
	head := m.ledger.Head()
	records := make([][]byte, len(decisions))
	for i, d := range decisions {
		d.Prev = head
		raw, err := event.Encode(d)
		if err != nil {
			return fmt.Errorf("writing decision %s down: %w", d.ID, err)
		}
		records[i] = raw
		sum := sha256.Sum256(raw)
		head = hex.EncodeToString(sum[:])
	}
	if err := m.journal.write(ctx, records); err != nil {
		return fmt.Errorf("putting decision %s on record: %w", decisions[0].ID, err)
	}
	for i, raw := range records {
		if err := m.ledger.Observe(raw); err != nil {
			return fmt.Errorf("booking decision %s: %w", decisions[i].ID, err)
		}
		d := decisions[i]
		m.metrics.decisions.WithLabelValues(d.Action, d.Mode, d.State).Inc()
		m.log.Info("decision", "id", d.ID, "state", d.State, "action", d.Action, "mode", d.Mode, "rule", d.Policy.Rule,
			"subject_kind", d.Subject.Kind, "subject", d.Subject.ID, "agents", len(d.Subject.Agents))
	}
	return nil
}

// finish carries out what is proposed and has no outcome: the decision just taken, or one
// that a crash cut short. In shadow mode nothing is carried out.
func (m *Moderator) finish(ctx context.Context) error {
	if m.judge.shadow {
		return nil
	}
	for _, d := range m.ledger.Unfinished() {
		outcome, err := m.act(ctx, d)
		if err != nil {
			return fmt.Errorf("carrying out decision %s: %w", d.ID, err)
		}
		if err := m.record(ctx, conclude(d, outcome)...); err != nil {
			return err
		}
	}
	return nil
}

// conclude gives the record of an outcome; for a failure, with a call for a person after it.
func conclude(d event.Decision, o outcome) []event.Decision {
	done := d
	done.Trace = append(append([]event.Step{}, d.Trace...), event.Step{Step: stepOutcome, Text: o.words})
	if o.done {
		done.State = event.StateApplied
		return []event.Decision{done}
	}
	done.State = event.StateFailed
	return []event.Decision{done, escalation(d, o)}
}
