package sim_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/sim"
)

func TestEveryScenarioThatShipsLoads(t *testing.T) {
	t.Parallel()
	names := sim.Names()
	if len(names) < 30 {
		t.Errorf("%d scenarios ship, want at least 30", len(names))
	}
	for _, name := range names {
		s, err := sim.Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if s.Name != name || s.About == "" {
			t.Errorf("scenario %s calls itself %q, about %q", name, s.Name, s.About)
		}
	}
}

const valid = `name: small
length: 1h
population:
  agents: 50
campaigns:
  - name: ring
    onset: 5m
    who:
      count: 4
    acts:
      - do: comment
        every: 1m
        says: {from: pool}
`

func TestABadScenarioIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	if _, err := sim.Parse("valid", []byte(valid)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":        {"  agents: 50", "  agents: 50\n  agnets: 50", "line 5:"},
		"wrong type":         {"agents: 50", "agents: many", "line 4:"},
		"impossible count":   {"count: 4", "count: 0", "line 9: $.campaigns[0].who.count is 0"},
		"impossible rate":    {"every: 1m", "every: -1m", "line 12: $.campaigns[0].acts[0].every"},
		"no rate":            {"        every: 1m\n", "", "$.campaigns[0].acts[0].every"},
		"onset after end":    {"onset: 5m", "onset: 2h", "line 7: $.campaigns[0].onset"},
		"unknown deed":       {"do: comment", "do: shout", `line 11: $.campaigns[0].acts[0].do is "shout"`},
		"unknown words":      {"from: pool", "from: elsewhere", "line 13: $.campaigns[0].acts[0].says.from"},
		"no such campaign":   {"from: pool", "from: warn, of: nobody", "line 13: $.campaigns[0].acts[0].says.of"},
		"crowd too small":    {"count: 4", "count: 60\n      crowd: true", "line 4: $.population.agents is 50"},
		"not a number":       {"agents: 50", "agents: 50\n  tail: .nan", "$.population.tail"},
		"no YAML":            {valid, "a: [", "line 1:"},
		"nothing":            {valid, "", "want one YAML document"},
		"turns without self": {"count: 4", "count: 4\n      turn: true", "line 10: $.campaigns[0].who.turn"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sim.Parse("it", []byte(strings.Replace(valid, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestALoadedFileIsTheScenarioOfItsName(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "own.yaml")
	if err := os.WriteFile(path, []byte(valid), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := sim.Load(path); err != nil || s.Name != "small" {
		t.Errorf("loading a file gives %q, %v", s.Name, err)
	}
	if _, err := sim.Load("nowhere"); err == nil || !strings.Contains(err.Error(), "sim list") {
		t.Errorf("a name that is not there gives %v, want an error that names the fix", err)
	}
}

func TestDrawnScenariosAreValidAndDiffer(t *testing.T) {
	t.Parallel()
	var before sim.Scenario
	for seed := range uint64(40) {
		s, err := sim.Draw(seed)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := sim.Draw(seed); !reflect.DeepEqual(s, again) {
			t.Errorf("seed %d draws two scenarios", seed)
		}
		if s.Population == before.Population {
			t.Errorf("seeds %d and %d draw one population", seed-1, seed)
		}
		before = s
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(valid))
	f.Add([]byte("name: [\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sim.Parse("fuzzed", data)
		if err == nil && (s.Population.Agents < 2 || s.Length <= 0) {
			t.Errorf("an impossible scenario passed: %+v", s)
		}
	})
}
