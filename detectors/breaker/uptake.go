package breaker

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/event"
)

// uptake is something new that agents take up: patterns that come in the same texts.
type uptake struct {
	agents    []string // that had written something else before, by their first use
	items     []string // theirs, in order
	onset     time.Time
	newcomers int // agents who said nothing else before
	families  int // bands of texts that are nearly the same
	named     int // links and wallets
	chance    float64
}

// uptakes puts patterns that share a text together.
func (w *watch) uptakes(patterns []pattern) (all []uptake) {
	parent := make([]int, len(patterns))
	var find func(i int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	owner := map[int32]int{} // of a use: its first pattern
	for i, p := range patterns {
		parent[i] = i
		for _, u := range p.uses {
			if other, ok := owner[u]; ok {
				a, b := find(i), find(other)
				parent[max(a, b)] = min(a, b)
			} else {
				owner[u] = i
			}
		}
	}
	groups := map[int][]pattern{}
	for i, p := range patterns {
		groups[find(i)] = append(groups[find(i)], p)
	}
	for i := range patterns { // in order
		if find(i) == i {
			all = append(all, w.describe(groups[i]))
		}
	}
	return all
}

func (w *watch) describe(patterns []pattern) (u uptake) {
	var uses []int32
	for _, p := range patterns {
		uses = append(uses, p.uses...)
		if p.name == "" {
			u.families++
		} else {
			u.named++
		}
	}
	slices.Sort(uses)
	uses = slices.Compact(uses)
	took := map[string]bool{} // agents: whether they had written before
	for _, i := range uses {
		agent, seen := w.agent(i), w.seen.At(i).Time()
		before, known := took[agent]
		if !known {
			before = w.wrote[agent].Before(seen)
			if took[agent] = before; before {
				u.agents = append(u.agents, agent)
			} else {
				u.newcomers++
			}
		}
		if !before {
			continue
		}
		if u.onset.IsZero() {
			u.onset = seen
		}
		u.items = append(u.items, w.ids.At(i))
	}
	if u.newcomers > len(u.agents) { // what newcomers do is no news
		u.agents = nil
	}
	return u
}

// chance is how many of the hour's texts are expected to begin a pattern that agents use at an
// even rate, of whom all the same none of the day before and k of this hour did: with n texts
// in this hour and before of the day before, n·(n/(n+before))^k.
func chance(k, n, before int) float64 {
	return float64(n) * math.Pow(float64(n)/float64(max(1, n+before)), float64(k))
}

func (u uptake) finding() episode.Finding {
	what := "texts that are nearly the same"
	switch {
	case u.named == 1:
		what = "texts with the same link or wallet in them"
	case u.named > 1:
		what = fmt.Sprintf("texts with the same %d links or wallets in them", u.named)
	}
	return episode.Finding{
		Kind: Kind, Anchor: u.items[0], Onset: u.onset, Agents: u.agents, Items: u.items,
		// It says that something is taken up, which is sure, and not that it is malice: even odds.
		Severity: event.SeverityMedium, Confidence: 0.5,
		Summary: fmt.Sprintf("%d agents took up something within an hour that nobody did the day before: %s. Nobody knows yet whether it is harmless; a pause gives time to look.",
			len(u.agents), what),
		Features: map[string]float64{
			"agents": float64(len(u.agents)), "items": float64(len(u.items)), "newcomers": float64(u.newcomers),
			"shared_bands": float64(u.families), "links_and_wallets": float64(u.named), "expected_by_chance": episode.Round(u.chance),
		},
	}
}
