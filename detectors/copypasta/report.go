package copypasta

import (
	"fmt"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// finding says what is known of a ring, but for its agents and items: those are divided.
func (a *activity) finding(r *ring) episode.Finding {
	first := r.items[0]
	return episode.Finding{
		Kind: "coordination", Anchor: a.ids.At(first), Onset: a.seen.At(first).Time(),
		SeverityOf: severity, Confidence: episode.Confidence(r.chance),
		Summary: fmt.Sprintf("%d agents repeat each other in step: %d shared texts on %d shared threads, %.0f s apart on average.",
			len(r.agents), r.texts, r.threads, r.lag),
		Features: map[string]float64{
			"agents": float64(len(r.agents)), "items": float64(len(r.items)), "shared_texts": float64(r.texts),
			"shared_targets": float64(r.threads), "mean_lag_seconds": episode.Round(r.lag),
			"least_surprise_nats": episode.Round(r.surprise), "expected_by_chance": episode.Round(r.chance),
		},
	}
}

func severity(agents, items int) string {
	switch {
	case agents >= 10 || items >= 500:
		return event.SeverityCritical
	case agents >= 3 || items >= 2*bulkPosts:
		return event.SeverityHigh
	default:
		return event.SeverityMedium
	}
}
