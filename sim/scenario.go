package sim

import (
	"embed"
	"fmt"
	"os"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed scenarios/*.yaml
var scenarios embed.FS

// Scenario is a population and what happens in it.
type Scenario struct {
	Name       string     `yaml:"name"`
	Population Population `yaml:"population"`
	Campaigns  []Campaign `yaml:"campaigns"`
}

// Population says how many honest agents there are and how busy.
type Population struct {
	Agents    int           `yaml:"agents"`
	MeanPause time.Duration `yaml:"mean_pause"`
}

// Campaign is agents with a plan.
type Campaign struct {
	Kind         string        `yaml:"kind"` // sybil_ring
	Agents       int           `yaml:"agents"`
	Onset        time.Duration `yaml:"onset"`
	Round        time.Duration `yaml:"round"`
	Texts        int           `yaml:"texts"`
	CopiesVictim bool          `yaml:"copies_victim"`
}

// KindSybilRing is a ring that says the same, in step, on the same threads.
const KindSybilRing = "sybil_ring"

// Load reads a scenario file, or the built-in demo when path is empty. An unknown key or an
// impossible value is refused with its place.
func Load(path string) (Scenario, error) {
	if path == "" {
		data, err := scenarios.ReadFile("scenarios/demo.yaml")
		if err != nil {
			return Scenario{}, fmt.Errorf("reading the built-in scenario: %w", err)
		}
		return Parse("the built-in scenario", data)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Scenario{}, fmt.Errorf("reading the scenario: %w", err)
	}
	return Parse(path, data)
}

// Parse reads a scenario; name is what errors call it.
func Parse(name string, data []byte) (Scenario, error) {
	var s Scenario
	if err := yaml.UnmarshalWithOptions(data, &s, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	if s.Population.Agents < 2 || s.Population.Agents > 5000 {
		return s, fmt.Errorf("%s: population.agents is %d, want 2 to 5000", name, s.Population.Agents)
	}
	if s.Population.MeanPause < 100*time.Millisecond {
		return s, fmt.Errorf("%s: population.mean_pause is %s, want at least 100ms", name, s.Population.MeanPause)
	}
	for i, c := range s.Campaigns {
		switch {
		case c.Kind != KindSybilRing:
			return s, fmt.Errorf("%s: campaigns[%d].kind is %q, want %s", name, i, c.Kind, KindSybilRing)
		case c.Agents < 2 || c.Agents > 1000:
			return s, fmt.Errorf("%s: campaigns[%d].agents is %d, want 2 to 1000", name, i, c.Agents)
		case c.Texts < 1:
			return s, fmt.Errorf("%s: campaigns[%d].texts is %d, want at least 1", name, i, c.Texts)
		case c.Round < 100*time.Millisecond || c.Onset < 0:
			return s, fmt.Errorf("%s: campaigns[%d] has round %s and onset %s, want at least 100ms and 0s", name, i, c.Round, c.Onset)
		}
	}
	return s, nil
}
