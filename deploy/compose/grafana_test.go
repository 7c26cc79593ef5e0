package compose_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/dashboards"
)

// datasources and providers are what Grafana's provisioning files may hold.
type datasources struct {
	APIVersion  int `yaml:"apiVersion"`
	Prune       bool
	Datasources []struct {
		Name, UID, Type, Access string
		IsDefault               bool `yaml:"isDefault"`
		Editable                bool
		JSONData                struct {
			Host, Protocol, Username string
			Port                     int
			Secure                   bool
			DefaultDatabase          string `yaml:"defaultDatabase"`
			DialTimeout              string `yaml:"dialTimeout"`
			QueryTimeout             string `yaml:"queryTimeout"`
		} `yaml:"jsonData"`
		SecureJSONData map[string]string `yaml:"secureJsonData"`
	}
}

type providers struct {
	APIVersion int `yaml:"apiVersion"`
	Providers  []struct {
		Name, Folder, Type    string
		OrgID                 int  `yaml:"orgId"`
		DisableDeletion       bool `yaml:"disableDeletion"`
		AllowUIUpdates        bool `yaml:"allowUiUpdates"`
		UpdateIntervalSeconds int  `yaml:"updateIntervalSeconds"`
		Options               struct{ Path string }
	}
}

func TestDashboardsFindTheirDatasource(t *testing.T) {
	var given datasources
	readYAML(t, "../grafana/provisioning/datasources/clickhouse.yaml", &given)
	if len(given.Datasources) != 1 {
		t.Fatalf("%d datasources", len(given.Datasources))
	}
	d, p := given.Datasources[0], readProject(t)
	if d.UID != dashboards.DatasourceUID || d.Type != dashboards.DatasourceType {
		t.Errorf("the datasource is %s of type %s; the dashboards ask %s of type %s", d.UID, d.Type, dashboards.DatasourceUID, dashboards.DatasourceType)
	}
	grafana, clickhouse := p.Services["grafana"].Environment, p.Services["clickhouse"].Environment
	for _, value := range []string{d.JSONData.Host, d.SecureJSONData["password"]} {
		if name, is := strings.CutPrefix(value, "$"); !is || grafana[name] == "" {
			t.Errorf("the datasource reads %s, which Grafana is not given", value)
		}
	}
	if d.JSONData.DefaultDatabase != clickhouse["CLICKHOUSE_DB"] || d.JSONData.Port != 9000 || d.JSONData.Protocol != "native" {
		t.Errorf("the datasource is not at the ClickHouse that runs: %+v", d.JSONData)
	}
	users, err := os.ReadFile("clickhouse/reader.xml")
	if err != nil || !strings.Contains(string(users), "<"+d.JSONData.Username+">") {
		t.Errorf("reader.xml makes no user %s (%v)", d.JSONData.Username, err)
	}
	if clickhouse["MOLTWATCH_READER_PASSWORD"] != grafana["MOLTWATCH_READER_PASSWORD"] {
		t.Error("Grafana and ClickHouse are given different passwords of the reader")
	}
	if want := dashboards.DatasourceType + "@" + dashboards.PluginVersion; grafana["GF_PLUGINS_PREINSTALL_SYNC"] != want {
		t.Errorf("Grafana installs %s, the queries are written for %s", grafana["GF_PLUGINS_PREINSTALL_SYNC"], want)
	}
}

func TestDashboardsAreMountedWhereGrafanaLooks(t *testing.T) {
	var given providers
	readYAML(t, "../grafana/provisioning/dashboards/moltwatch.yaml", &given)
	if len(given.Providers) != 1 {
		t.Fatalf("%d providers", len(given.Providers))
	}
	s := readProject(t).Services["grafana"]
	path := given.Providers[0].Options.Path
	if !slices.Contains(s.Volumes, "../grafana/dashboards:"+path+":ro") || !slices.Contains(s.Volumes, "../grafana/provisioning:/etc/grafana/provisioning:ro") {
		t.Errorf("%v does not mount the dashboards at %s", s.Volumes, path)
	}
	home, err := filepath.Rel(path, s.Environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("../grafana/dashboards", home))
	if err != nil || !json.Valid(text) {
		t.Errorf("the home dashboard is no file (%v)", err)
	}
}
