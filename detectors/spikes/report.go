package spikes

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// finding says what is known of a spike. It names no agent and no item: what is sudden is no
// offence.
func (s spike) finding(of name) episode.Finding {
	at := func(minute int64) time.Time { return time.Unix(minute*60, 0).UTC() }
	f := episode.Finding{
		Kind: Kind, Anchor: fmt.Sprintf("%d %s %s", of.what, of.key, of.other), Onset: at(s.onset), End: at(s.end),
		Severity: event.SeverityLow, Confidence: episode.Round(min(0.999, 1-s.chance)), Ended: s.ended, Samples: []string{},
		Summary: fmt.Sprintf("%s: up to %d times within %d minutes, where %.0f are usual at the most; the busiest minute was %s, with %d.",
			of.words(), s.times, span, s.usual, at(s.peak).Format("15:04"), s.highest),
		Features: map[string]float64{
			"times": float64(s.times), "usual": episode.Round(s.usual), "peak_times": float64(s.highest),
			"peak_after_seconds": float64(60 * (s.peak - s.onset)),
		},
	}
	f.Query = func(_ string, from, to time.Time) string {
		return fmt.Sprintf("SELECT toStartOfMinute(seen) AS minute, count() AS times, uniqExact(agent_id) AS agents FROM actions WHERE seen >= %s AND seen < %s AND %s GROUP BY minute ORDER BY minute",
			episode.Instant(from), episode.Instant(to), of.condition())
	}
	return f
}

// words says what is counted; what strangers chose is quoted.
func (n name) words() string {
	switch n.what {
	case byKind:
		return "Actions of kind " + n.key
	case bySubmolt:
		return fmt.Sprintf("Actions in the submolt %.80q", n.key)
	case byTarget:
		return fmt.Sprintf("Actions on %.80q", n.key)
	default:
		return fmt.Sprintf("What agent %.80q does to agent %.80q", n.key, n.other)
	}
}

// condition says which actions are counted, as counts.sql does.
func (n name) condition() string {
	const ofSubmolts = "kind IN ('post.created', 'comment.created', 'vote.cast', 'agent.followed', 'report.filed')" // and of targets
	switch n.what {
	case byKind:
		return "kind = " + episode.Quote(n.key)
	case bySubmolt:
		return "submolt = " + episode.Quote(n.key) + " AND " + ofSubmolts
	case byTarget:
		return "target_id = " + episode.Quote(n.key) + " AND " + ofSubmolts
	default:
		return "agent_id = " + episode.Quote(n.key) + " AND target_agent_id = " + episode.Quote(n.other) +
			" AND kind IN ('comment.created', 'vote.cast', 'agent.followed', 'message.sent', 'report.filed')"
	}
}
