package drift

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// tally is what the last hour holds.
type tally struct {
	agents, oddAgents int // an agent is odd if half of its texts are
	texts, oddTexts   int
	usual             float64 // share of odd texts in the past
	items             []string
	onset             time.Time
}

// judge says whether the last hour's texts are unlike those before; nil: not so, or it cannot be told.
func (s *submolt) judge() *episode.Finding {
	if s.same {
		return s.found
	}
	s.same, s.found = true, nil
	t := s.tally()
	if t.oddAgents < minAgents {
		return nil
	}
	by := chance.BinomialTail(t.oddAgents, t.agents, max(odd, t.usual))
	if by <= maxChance {
		s.found = s.finding(t, by)
	}
	return s.found
}

func (s *submolt) tally() (t tally) {
	type count struct{ texts, odd int }
	agents := map[uint64]*count{}
	for i := range s.texts[s.past:] {
		x := &s.texts[s.past+i]
		if !x.judged {
			continue
		}
		c := agents[x.agent]
		if c == nil {
			c = &count{}
			agents[x.agent] = c
		}
		c.texts++
		t.texts++
		if x.odd {
			c.odd++
			t.oddTexts++
		}
	}
	t.agents = len(agents)
	for _, c := range agents {
		if 2*c.odd >= c.texts {
			t.oddAgents++
		}
	}
	for i, id := range s.ids {
		x := &s.texts[s.past+i]
		if c := agents[x.agent]; x.odd && 2*c.odd >= c.texts {
			t.items = append(t.items, id)
			if t.onset.IsZero() {
				t.onset = x.seen.Time()
			}
		}
	}
	judged, strange := 0, 0
	for _, x := range s.texts[max(0, s.past-mostPast):s.past] {
		if x.judged {
			judged++
			if x.odd {
				strange++
			}
		}
	}
	t.usual = float64(strange+1) / float64(judged+2)
	return t
}

func (s *submolt) finding(t tally, by float64) *episode.Finding {
	var now, before []uint16
	for i, x := range s.texts[max(0, s.past-mostPast):] {
		switch {
		case !x.judged:
		case max(0, s.past-mostPast)+i < s.past:
			before = append(before, x.neighbour)
		default:
			now = append(now, x.neighbour)
		}
	}
	name := s.name
	return &episode.Finding{
		Kind: Kind, Anchor: name, Onset: t.onset, Items: t.items,
		Severity: event.SeverityLow, Confidence: episode.Confidence(by),
		Summary: fmt.Sprintf("In the submolt %.80q %d of the %d accounts of the last hour write what is unlike what was written there before.",
			name, t.oddAgents, t.agents),
		Features: map[string]float64{
			"agents": float64(t.agents), "odd_agents": float64(t.oddAgents), "texts": float64(t.texts), "odd_texts": float64(t.oddTexts),
			"usual_share": episode.Round(t.usual), "chance_log10": episode.Round(math.Log10(max(by, 1e-300))),
			"neighbour_signs": episode.Round(median(now)), "neighbour_signs_before": episode.Round(median(before)),
		},
		Query: func(_ string, from, to time.Time) string {
			return fmt.Sprintf("SELECT time, id, agent_id, title, text FROM actions WHERE submolt = %s AND seen >= %s AND seen < %s AND kind IN ('post.created', 'comment.created') ORDER BY seen, id",
				episode.Quote(name), episode.Instant(from), episode.Instant(to))
		},
	}
}

// median gives the median of some texts' mean distances to their nearest neighbours.
func median(neighbours []uint16) float64 {
	if len(neighbours) == 0 {
		return 0
	}
	slices.Sort(neighbours)
	return float64(float32(neighbours[len(neighbours)/2]) / nearestOf)
}
