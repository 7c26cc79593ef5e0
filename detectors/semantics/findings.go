package semantics

import (
	"context"
	"fmt"
	"slices"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// divide works out whose texts those of a ring are.
func (f *forum) divide(ctx context.Context, w *warehouse.Warehouse, r *ring) (err error) {
	if r.divided {
		return nil
	}
	threads := map[uint64]bool{}
	deeds := make([]takeover.Deed, len(r.rows))
	for k, at := range r.rows {
		s := f.texts.At(at)
		deeds[k] = takeover.Deed{Agent: f.names.Name(s.author), Item: f.ids.At(at), Seen: f.seen.At(at).Time()}
		threads[s.thread] = true
	}
	names := make([]string, len(r.agents))
	for i, agent := range r.agents {
		names[i] = f.names.Name(agent)
	}
	slices.Sort(names)
	r.threads = len(threads)
	r.division, err = f.takeovers.Divide(ctx, w, names, deeds)
	r.divided = err == nil
	return err
}

// ring says what is known of a ring, but for its agents and items: those are divided.
func (f *forum) ring(r *ring) (x episode.Finding) {
	first := r.rows[0]
	x.Kind, x.Anchor, x.Onset = KindRing, f.ids.At(first), f.seen.At(first).Time()
	x.SeverityOf, x.Confidence = severity, episode.Confidence(r.chance)
	x.Summary = fmt.Sprintf("%d agents say the same %d things, in the same or in other words, within the hour, and little else: %d texts on %d threads.",
		len(r.agents), len(r.meanings), len(r.rows), r.threads)
	x.Features = map[string]float64{
		"agents": float64(len(r.agents)), "items": float64(len(r.rows)), "shared_meanings": float64(len(r.meanings)), "threads": float64(r.threads),
		"least_surprise_nats": episode.Round(r.surprise), "expected_by_chance": episode.Round(r.chance),
	}
	return x
}

// severity grows with a ring; copypasta's measure.
func severity(agents, items int) string {
	switch {
	case agents >= 10 || items >= 500:
		return event.SeverityCritical
	case agents >= 3 || items >= 40:
		return event.SeverityHigh
	default:
		return event.SeverityMedium
	}
}

// strangers gives the agents that stopped sounding like themselves when they began to act from
// elsewhere. A new voice alone accuses nobody: agents change their minds and their models.
func (f *forum) strangers(ctx context.Context, w *warehouse.Warehouse) (found []episode.Finding, err error) {
	for _, number := range f.turned {
		for _, t := range f.turns[number] {
			taken, err := f.takeovers.Taken(ctx, w, takeover.Deed{Agent: f.names.Name(number), Item: f.ids.At(t.first), Seen: f.seen.At(t.first).Time()})
			if err != nil {
				return found, err
			}
			if taken {
				found = append(found, f.stranger(number, t))
				break
			}
		}
	}
	return found, nil
}

func (f *forum) stranger(number int32, t turn) episode.Finding {
	rows := f.all(number)
	at, _ := slices.BinarySearch(rows, t.first)
	x := episode.Finding{
		Kind: KindTaken, Agents: []string{f.names.Name(number)}, Severity: event.SeverityMedium, Confidence: movedAndChanged,
		Onset: f.seen.At(t.first).Time(), Anchor: f.ids.At(t.first),
		Summary: fmt.Sprintf("This account's texts stopped sounding like the %d before when it began to act from where it never was: somebody else seems to have got hold of it.",
			min(at, maxPast)),
		Features: map[string]float64{
			"energy_distance_signs": episode.Round(t.gap), "standard_deviations": episode.Round(t.change), "nearest_past_z": episode.Round(t.knn),
		},
	}
	for _, at := range rows[at:] {
		x.Items = append(x.Items, f.ids.At(at))
	}
	return x
}

// movedAndChanged is the probability that an account is in other hands that acts from another net
// with another client and in another voice, all at once: its owner may have rebuilt it.
const movedAndChanged = 0.9
