package compose_test

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// flagsOf gives the flags of a subcommand, and the variables that it reads without a flag. They
// stand here as cmd/moltwatch has them.
func flagsOf(t *testing.T, subcommand string) []string {
	t.Helper()
	common := []string{"config", "kafka", "clickhouse", "data", "partitions", "log-level", "log-format"}
	own := map[string][]string{
		"forum": {"forum-name", "producer", "forum-addr", "admin-addr", "watermark-every", "admin-token", "moderator-token", "origin-key",
			"limits", "hold-above", "sample-served", "challenge", "guide-key", "public-url", "claims", "mail-folder", "mail-from", "passkey-host", "passkey-origins", "passkey-deletes", "passkey-messages", "passkey-staff", "clickhouse-password", "forum-store", "forum-store-password"},
		"ingest":   {"clickhouse-password"},
		"detect":   {"tick", "clickhouse-password"},
		"moderate": {"policy", "mode", "admin-url", "moderator-token"},
		"live":     {"live-addr"},
	}
	if own[subcommand] == nil {
		t.Fatalf("no flags are known of %s", subcommand)
	}
	return append(common, own[subcommand]...)
}

func TestServicesAreGivenWhatTheyRead(t *testing.T) {
	p := readProject(t)
	for _, name := range ours {
		known := flagsOf(t, name)
		for variable := range p.Services[name].Environment {
			flag, isOurs := strings.CutPrefix(variable, "MOLTWATCH_")
			flag = strings.ReplaceAll(strings.ToLower(flag), "_", "-")
			if !isOurs || !slices.Contains(known, flag) {
				t.Errorf("%s is given %s, which it does not read", name, variable)
			}
		}
		if p.Services[name].Environment["MOLTWATCH_KAFKA"] == "" {
			t.Errorf("%s would start a broker of its own", name)
		}
	}
	for name, without := range map[string]string{
		"ingest": "start a ClickHouse of its own", "detect": "start a ClickHouse of its own", "forum": "search by words, not by meaning",
	} {
		if p.Services[name].Environment["MOLTWATCH_CLICKHOUSE"] == "" {
			t.Errorf("%s would %s", name, without)
		}
	}
}

// Whoever is given an address is on a network with the service at it, which listens there.
func TestAddressesLeadSomewhere(t *testing.T) {
	p := readProject(t)
	listening := map[string][]string{
		"kafka": {"9092"}, "clickhouse": {"9000"},
		"forum": {port(t, p.Services["forum"].Environment["MOLTWATCH_FORUM_ADDR"]), port(t, p.Services["forum"].Environment["MOLTWATCH_ADMIN_ADDR"])},
		"live":  {port(t, p.Services["live"].Environment["MOLTWATCH_LIVE_ADDR"])},
	}
	reach := func(from, address string) {
		host, number, err := net.SplitHostPort(address)
		if err != nil {
			t.Errorf("%s: %v", from, err)
			return
		}
		if !slices.Contains(listening[host], number) {
			t.Errorf("%s is sent to %s, where nobody listens", from, address)
		}
		if !slices.ContainsFunc(p.Services[from].Networks, func(n string) bool { return slices.Contains(p.Services[host].Networks, n) }) {
			t.Errorf("%s shares no network with %s", from, host)
		}
	}
	for _, name := range ours {
		environment := p.Services[name].Environment
		reach(name, environment["MOLTWATCH_KAFKA"])
		for _, variable := range []string{"MOLTWATCH_CLICKHOUSE", "MOLTWATCH_ADMIN_URL"} {
			if environment[variable] == "" {
				continue
			}
			u, err := url.Parse(environment[variable])
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			reach(name, u.Host)
		}
		if h := p.Services[name].Healthcheck; h != nil && !slices.Contains(listening[name], h.Test[3]) {
			t.Errorf("%s is asked for its health at port %s", name, h.Test[3])
		}
	}
	for name, s := range p.Services { // whoever is given an address waits until somebody answers there
		for variable, host := range map[string]string{"MOLTWATCH_KAFKA": "kafka", "MOLTWATCH_CLICKHOUSE": "clickhouse", "MOLTWATCH_ADMIN_URL": "forum"} {
			if _, waits := s.DependsOn[host]; s.Environment[variable] != "" && !waits {
				t.Errorf("%s does not wait for %s", name, host)
			}
		}
		if got, want := s.Environment["MOLTWATCH_CLICKHOUSE"], p.Services["ingest"].Environment["MOLTWATCH_CLICKHOUSE"]; got != "" && got != want {
			t.Errorf("%s uses %s, ingest %s", name, got, want)
		}
	}
	reach("grafana", p.Services["grafana"].Environment["CLICKHOUSE_HOST"]+":9000")
	if got, want := p.Services["ingest"].Environment["MOLTWATCH_CLICKHOUSE"], "clickhouse://"+p.Services["clickhouse"].Environment["CLICKHOUSE_USER"]+
		"@clickhouse:9000/"+p.Services["clickhouse"].Environment["CLICKHOUSE_DB"]; got != want {
		t.Errorf("services use %s, the image makes %s", got, want)
	}
}

func port(t *testing.T, address string) string {
	t.Helper()
	_, number, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// Ports are published on this machine only, and the admin API, Kafka and ClickHouse not at all.
func TestWhatIsPublished(t *testing.T) {
	want := map[string]string{"forum": "127.0.0.1:8080:8080", "live": "127.0.0.1:8090:8090", "grafana": "127.0.0.1:3000:3000"}
	p := readProject(t)
	for name, s := range p.Services {
		if got := strings.Join(s.Ports, " "); got != want[name] {
			t.Errorf("%s publishes %q, want %q", name, got, want[name])
		}
		open := slices.ContainsFunc(s.Networks, func(n string) bool { return !p.Networks[n].Internal })
		if open != (want[name] != "") {
			t.Errorf("%s is on networks %v: an open one is for who publishes a port, and needed for it", name, s.Networks)
		}
	}
}
