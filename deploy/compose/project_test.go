// Package compose_test checks deploy/compose and deploy/grafana as far as that goes without a
// container engine: the files agree with each other, with the program and with the dashboards,
// and the real ClickHouse and the real Kafka take the settings that are meant for them.
package compose_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// project is what compose.yaml may hold: a key that is not here is an error, so that a slip of
// the pen is not passed over as something unknown.
type project struct {
	Name        string
	Moltwatch   map[string]any    `yaml:"x-moltwatch"`
	Environment map[string]string `yaml:"x-environment"`
	Warehouse   map[string]string `yaml:"x-warehouse"`
	Services    map[string]service
	Networks    map[string]struct{ Internal bool }
	Volumes     map[string]struct{}
}

type service struct {
	Image           string
	Build           *build
	Command         []string
	Hostname        string
	Restart         string
	StopGracePeriod string `yaml:"stop_grace_period"`
	ReadOnly        bool   `yaml:"read_only"`
	Tmpfs           []string
	CapDrop         []string `yaml:"cap_drop"`
	SecurityOpt     []string `yaml:"security_opt"`
	Environment     map[string]string
	Volumes         []string
	Ports           []string
	Networks        []string
	DependsOn       map[string]struct{ Condition string } `yaml:"depends_on"`
	Ulimits         map[string]struct{ Soft, Hard int }
	Healthcheck     *healthcheck
}

type build struct{ Context, Dockerfile string }

type healthcheck struct {
	Test        []string
	Interval    string
	Timeout     string
	Retries     int
	StartPeriod string `yaml:"start_period"`
}

// ours are the services that run the program, by the subcommand, which is also their name.
var ours = []string{"forum", "ingest", "detect", "moderate", "live"}

func readProject(t *testing.T) project {
	t.Helper()
	var p project
	readYAML(t, "compose.yaml", &p)
	return p
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(into); err != nil {
		t.Fatalf("%s: %s", path, yaml.FormatError(err, false, true))
	}
}

func TestServicesAreThere(t *testing.T) {
	p := readProject(t)
	for _, name := range append([]string{"kafka", "clickhouse", "grafana"}, ours...) {
		s, there := p.Services[name]
		if !there {
			t.Errorf("no service %s", name)
			continue
		}
		if s.Restart == "" {
			t.Errorf("%s does not come back after a crash", name)
		}
	}
	for _, name := range ours {
		s := p.Services[name]
		if s.Build == nil || !s.ReadOnly || len(s.CapDrop) == 0 || len(s.Command) != 1 || s.Command[0] != name {
			t.Errorf("%s is not one of ours: %+v", name, s)
		}
	}
}

func TestWhatIsNamedIsThere(t *testing.T) {
	p := readProject(t)
	used := map[string]bool{}
	for name, s := range p.Services {
		for _, volume := range s.Volumes {
			source, target, _ := strings.Cut(volume, ":")
			if !strings.HasPrefix(source, ".") {
				used["volume "+source] = true
				if _, there := p.Volumes[source]; !there {
					t.Errorf("%s: volume %s is not declared", name, source)
				}
				continue
			}
			if _, err := os.Stat(source); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if !strings.HasSuffix(target, ":ro") {
				t.Errorf("%s may write to %s", name, source)
			}
		}
		for _, network := range s.Networks {
			used["network "+network] = true
			if _, there := p.Networks[network]; !there {
				t.Errorf("%s: network %s is not declared", name, network)
			}
		}
		for other, how := range s.DependsOn {
			if p.Services[other].Healthcheck == nil || how.Condition != "service_healthy" {
				t.Errorf("%s waits for %s, which never says that it is healthy", name, other)
			}
		}
		if s.Build != nil {
			if _, err := os.Stat(filepath.Join(s.Build.Context, s.Build.Dockerfile)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := os.Stat(filepath.Join(s.Build.Context, "go.mod")); err != nil {
				t.Errorf("%s is not built in the source tree: %v", name, err)
			}
		}
	}
	for volume := range p.Volumes {
		if !used["volume "+volume] {
			t.Errorf("volume %s is not used", volume)
		}
	}
	for network := range p.Networks {
		if !used["network "+network] {
			t.Errorf("network %s is not used", network)
		}
	}
}
