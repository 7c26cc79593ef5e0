package episode

import (
	"math"
	"time"
)

// Defaults of Rules.
const (
	DefaultOpen      = 24 * time.Hour
	DefaultGrowShare = 0.1
	DefaultGrowItems = 10
	DefaultGrowWait  = 5 * time.Minute
)

// Rules say what belongs together and when growth is worth a revision.
type Rules struct {
	Detector, Version string

	// ByAnchor joins a finding to the open episode of its anchor. Otherwise it joins the
	// oldest open episode of its kind that any of its agents is in, or of its anchor if it names none.
	ByAnchor bool
	// Open is how long after its last revision an episode can still grow; 0: DefaultOpen.
	Open time.Duration

	// A revision that only adds items waits until they are GrowShare of what is known and
	// GrowItems at least, but no longer than GrowWait; 0: the defaults. New agents never wait.
	GrowShare float64
	GrowItems int
	GrowWait  time.Duration

	// Sure is the severity from which a flag counts against those it names; empty: each does. What is
	// less is a suspicion. A finding that is sure goes on with a suspicion only if it names all whom that
	// named, at once, and otherwise is an episode of its own, if its Anchor is another: nobody who was
	// only suspected falls with the others. A suspicion of whoever is in an episode that is sure is not said.
	Sure string

	// Escalate says a revision without new members when the severity has risen, or when the
	// probability of being wrong has fallen to a tenth of what was said.
	Escalate bool
}

func (r Rules) withDefaults() Rules {
	if r.Open == 0 {
		r.Open = DefaultOpen
	}
	if r.GrowShare == 0 {
		r.GrowShare = DefaultGrowShare
	}
	if r.GrowItems == 0 {
		r.GrowItems = DefaultGrowItems
	}
	if r.GrowWait == 0 {
		r.GrowWait = DefaultGrowWait
	}
	return r
}

// Round keeps the first six decimals of a feature: the rest is noise, and may differ between
// machines.
func Round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// ByChance is how many of so many pairs are expected to surprise by at least so many nats. The surprise is rounded
// first: it is a sum that was added to and taken from as a window moved, and the last digits tell in which order.
func ByChance(pairs, nats float64) float64 { return pairs * math.Exp(-Round(nats)) }

// Confidence turns the number of findings like this one that chance alone is expected to
// produce into the probability that this one is right, at most 0.999: one minus a Bonferroni
// bound. It is a model's word, not calibrated.
func Confidence(expectedByChance float64) float64 {
	const mostClaimed = 0.999
	return Round(math.Max(0, math.Min(mostClaimed, 1-expectedByChance)))
}
