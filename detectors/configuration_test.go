package detectors_test

import (
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
)

func TestBadConfigurationIsRefused(t *testing.T) {
	b, w := stage(t)
	sound := detectors.Config{Bus: b, Warehouse: w, Stage: "actions"}
	for name, change := range map[string]func(*detectors.Config){
		"no bus":   func(c *detectors.Config) { c.Bus = nil },
		"odd tick": func(c *detectors.Config) { c.Tick = 1500 * time.Millisecond },
		"two names": func(c *detectors.Config) {
			c.Detectors = []detectors.Detector{&metronome{name: "x"}, &metronome{name: "x"}}
		},
	} {
		cfg := sound
		change(&cfg)
		if _, err := detectors.New(cfg); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
