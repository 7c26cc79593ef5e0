package sim_test

import (
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/sim"
)

func TestBuiltInScenarioIsSound(t *testing.T) {
	s, err := sim.Load("")
	if err != nil || len(s.Campaigns) != 1 || s.Campaigns[0].Agents < 2 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestBadScenariosAreRefusedWithTheirPlace(t *testing.T) {
	const sound = "name: x\npopulation:\n  agents: 5\n  mean_pause: 1s\ncampaigns:\n  - kind: sybil_ring\n    agents: 3\n    texts: 1\n    round: 1s\n"
	if _, err := sim.Parse("s.yaml", []byte(sound)); err != nil {
		t.Fatal(err)
	}
	for part, replace := range map[string][2]string{
		"colour":              {"name: x", "name: x\ncolour: red"},
		"population.agents":   {"agents: 5", "agents: 1"},
		"mean_pause":          {"mean_pause: 1s", "mean_pause: 1ms"},
		"campaigns[0].kind":   {"sybil_ring", "tea_party"},
		"campaigns[0].texts":  {"texts: 1", "texts: 0"},
		"campaigns[0] has":    {"round: 1s", "round: 1us"},
		"campaigns[0].agents": {"agents: 3", "agents: 1"},
		"s.yaml":              {"name: x", "name: [x"},
	} {
		_, err := sim.Parse("s.yaml", []byte(strings.Replace(sound, replace[0], replace[1], 1)))
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q instead of %q gives %v, want something about %s", replace[1], replace[0], err, part)
		}
	}
	if _, err := sim.Load("/nowhere/scenario.yaml"); err == nil {
		t.Error("no file is no error")
	}
}
