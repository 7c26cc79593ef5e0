package board

import (
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// ladder is how long a suspension lasts at least, by the number of its offense; further ones as long as the last.
var ladder = []time.Duration{24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// climbs says whether the length of a suspension grows with the offenses of whom it meets.
func climbs(r client.SanctionRequest) bool {
	return r.Kind == client.Suspend && (r.Until == nil || r.Escalate)
}

// climb gives a suspension of an agent its end. until is what was asked for, zero for none: a first offense lasts so
// long, and a later one no less.
func climb(a store.Agent, until, now time.Time) time.Time {
	if a.Offenses == 0 && !until.IsZero() {
		return until
	}
	step := ladder[min(int(a.Offenses), len(ladder)-1)]
	if end := now.UTC().Truncate(time.Second).Add(step); end.After(until) {
		return end
	}
	return until
}
