package dashboards_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/dashboards"
)

// board is what Grafana reads of a dashboard's JSON, as far as these tests look.
type board struct {
	UID        string
	Panels     []boardPanel
	Templating struct{ List []boardVariable }
}

type boardPanel struct {
	ID         int
	Type       string
	Title      string
	GridPos    struct{ X, Y, W, H int }
	Datasource datasourceRef
	Targets    []target
	Options    struct {
		XField        string
		ReduceOptions struct{ Values bool }
	}
	FieldConfig struct {
		Defaults  struct{ DisplayName string }
		Overrides []struct {
			Matcher struct{ ID, Options string }
		}
	}
}

type datasourceRef struct{ Type, UID string }

type target struct {
	RefID, EditorType, QueryType, RawSQL, PluginVersion string
	Format                                              *int
	Datasource                                          datasourceRef
}

type boardVariable struct {
	Name, Type, Query string
	Datasource        datasourceRef
	Multi, IncludeAll bool
}

// boards reads the dashboards as Write leaves them, by file name.
func boards(t *testing.T) map[string]board {
	t.Helper()
	dir := t.TempDir()
	if err := dashboards.Write(dir); err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]board{}
	for _, path := range written {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var b board
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		read[filepath.Base(path)] = b
	}
	if len(read) != 3 {
		t.Fatalf("%d dashboards, want 3", len(read))
	}
	return read
}

const committed = "../deploy/grafana/dashboards"

func TestCommittedDashboardsAreWhatTheCodeGives(t *testing.T) {
	dir := t.TempDir()
	if err := dashboards.Write(dir); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, folder := range []string{dir, committed} {
		files, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			names[f.Name()] = true
		}
	}
	for name := range names {
		want, _ := os.ReadFile(filepath.Join(dir, name))
		got, _ := os.ReadFile(filepath.Join(committed, name))
		if string(got) != string(want) {
			t.Errorf("deploy/grafana/dashboards/%s is not what the code gives; write it anew: moltwatch dashboards --out deploy/grafana/dashboards", name)
		}
	}
}

func TestPanelsAskTheProjectsDatasource(t *testing.T) {
	ours := datasourceRef{"grafana-clickhouse-datasource", "moltwatch-clickhouse"}
	for name, b := range boards(t) {
		for _, v := range b.Templating.List {
			if v.Type != "query" || v.Datasource != ours || !v.Multi || !v.IncludeAll {
				t.Errorf("%s: variable %s: %+v", name, v.Name, v)
			}
		}
		for _, p := range b.Panels {
			if p.Type == "row" {
				continue
			}
			if p.Datasource != ours || len(p.Targets) != 1 {
				t.Errorf("%s: panel %q asks %v with %d queries", name, p.Title, p.Datasource, len(p.Targets))
				continue
			}
			q := p.Targets[0]
			if q.Datasource != ours || q.RefID != "A" || q.EditorType != "sql" || !strings.HasPrefix(q.PluginVersion, "4.") || q.Format == nil {
				t.Errorf("%s: panel %q has query %+v", name, p.Title, q)
			}
		}
	}
}

func TestPanelsDoNotOverlap(t *testing.T) {
	for name, b := range boards(t) {
		taken := map[[2]int]string{}
		ids := map[int]bool{}
		for _, p := range b.Panels {
			if p.ID == 0 || ids[p.ID] {
				t.Errorf("%s: panel %q has id %d, which is none or taken", name, p.Title, p.ID)
			}
			ids[p.ID] = true
			if p.GridPos.W == 0 || p.GridPos.H == 0 || p.GridPos.X+p.GridPos.W > 24 {
				t.Errorf("%s: panel %q does not fit the grid: %+v", name, p.Title, p.GridPos)
			}
			for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
				for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
					if other, is := taken[[2]int{x, y}]; is {
						t.Fatalf("%s: panels %q and %q overlap", name, p.Title, other)
					}
					taken[[2]int{x, y}] = p.Title
				}
			}
		}
	}
}

// The plugin's scanners read comments too: a quote, a macro or a semicolon there breaks a query.
func TestSQLCommentsAreHarmless(t *testing.T) {
	files, err := filepath.Glob("sql/*/*.sql")
	if err != nil || len(files) < 15 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- ") {
			t.Errorf("%s does not begin by saying what it is for", file)
		}
		for n, line := range strings.Split(string(text), "\n") {
			code, comment, _ := strings.Cut(line, "--")
			if strings.ContainsAny(comment, "'\"`$;") || strings.Contains(code, ";") {
				t.Errorf("%s:%d: a quote, dollar or semicolon where the plugin trips on it", file, n+1)
			}
		}
	}
}

func TestEverySQLFileIsUsedOnce(t *testing.T) {
	uses := map[string]int{}
	for _, b := range boards(t) {
		for _, p := range b.Panels {
			for _, q := range p.Targets {
				uses[q.RawSQL]++
			}
		}
		for _, v := range b.Templating.List {
			uses[v.Query] = 1 // a variable may stand on both
		}
	}
	files, _ := filepath.Glob("sql/*/*.sql")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := uses[strings.TrimSpace(string(text))]; n != 1 {
			t.Errorf("%s is used %d times", file, n)
		}
	}
}
