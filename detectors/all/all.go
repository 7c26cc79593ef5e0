package all

import (
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/automation"
	"github.com/moltwatch/moltwatch/detectors/breaker"
	"github.com/moltwatch/moltwatch/detectors/content"
	"github.com/moltwatch/moltwatch/detectors/copypasta"
	"github.com/moltwatch/moltwatch/detectors/drift"
	"github.com/moltwatch/moltwatch/detectors/lockstep"
	"github.com/moltwatch/moltwatch/detectors/obedience"
	"github.com/moltwatch/moltwatch/detectors/semantics"
	"github.com/moltwatch/moltwatch/detectors/slogan"
	"github.com/moltwatch/moltwatch/detectors/spikes"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/detectors/votes"
)

// Detectors gives new detectors without a state, by name.
func Detectors() []detectors.Detector {
	return []detectors.Detector{
		automation.New(),
		breaker.New(),
		content.New(),
		copypasta.New(),
		drift.New(),
		lockstep.New(),
		obedience.New(),
		semantics.New(),
		slogan.New(),
		spikes.New(),
		sybil.New(),
		votes.New(),
	}
}
