package dashboards_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// answer is what ClickHouse gave: columns with their types, and rows as text.
type answer struct {
	names, types []string
	rows         [][]string
}

// ask runs a query as the plugin does: with the database, and with a deadline, which the driver
// turns into a setting that the user must be allowed to change; on a server whose clock is not in UTC.
func ask(t *testing.T, conn driver.Conn, sql string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"session_timezone": "Asia/Tokyo"}))
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	defer rows.Close()
	a := answer{names: rows.Columns()}
	for _, c := range rows.ColumnTypes() {
		a.types = append(a.types, plain(c.DatabaseTypeName()))
	}
	for rows.Next() {
		into := make([]any, len(a.names))
		for i, c := range rows.ColumnTypes() {
			into[i] = reflect.New(c.ScanType()).Interface()
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(into))
		for i := range into {
			row[i] = text(reflect.ValueOf(into[i]).Elem())
		}
		a.rows = append(a.rows, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	return a
}

// plain names a type without what wraps it, as a panel sees it: time, text or number.
func plain(name string) string {
	for _, wrapper := range []string{"LowCardinality(", "Nullable("} {
		name = strings.TrimPrefix(name, wrapper)
	}
	switch {
	case strings.HasPrefix(name, "DateTime"):
		return "time"
	case strings.HasPrefix(name, "String"):
		return "text"
	case strings.HasPrefix(name, "UInt"), strings.HasPrefix(name, "Int"), strings.HasPrefix(name, "Float"):
		return "number"
	}
	return name
}

func text(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "null"
		}
		v = v.Elem()
	}
	if at, ok := v.Interface().(time.Time); ok {
		return at.UTC().Format(time.DateTime)
	}
	return strings.ReplaceAll(fmt.Sprint(v.Interface()), "\n", `\n`)
}

// stillRunning are columns that depend on the clock on the wall.
var stillRunning = []string{"watermark_age"}

// String gives the answer as it is kept under testdata: a line of columns, then the rows.
func (a answer) String() string {
	var b strings.Builder
	for i, name := range a.names {
		fmt.Fprintf(&b, "%s:%s\t", name, a.types[i])
	}
	b.WriteString("\n")
	for _, row := range a.rows {
		for i, value := range row {
			if slices.Contains(stillRunning, a.names[i]) && value != "null" {
				value = "(age)"
			}
			fmt.Fprintf(&b, "%s\t", value)
		}
		b.WriteString("\n")
	}
	return strings.ReplaceAll(b.String(), "\t\n", "\n")
}

func open(t *testing.T, dsn string) driver.Conn {
	t.Helper()
	options, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// Each query runs twice for the user who may only read: with All chosen everywhere, where it
// must give rows of the shape that its panel needs, and with a narrow choice. Both answers are
// compared with those in testdata/rows, which are read by people; MOLTWATCH_UPDATE=1 writes them.
func TestEveryQueryRuns(t *testing.T) {
	conn := open(t, seeded(t))
	hour := grafana{from: noon, to: noon.Add(time.Hour), interval: time.Minute,
		chosen: map[string][]string{"submolt": nil, "detector": nil, "severity": nil}}
	narrow := hour
	narrow.chosen = map[string][]string{"submolt": {"o'clock", "workshop"}, "detector": {"sybil"}, "severity": {"high", "medium"}}

	for name, b := range boards(t) {
		prefix := strings.TrimSuffix(name, ".json")
		for _, v := range b.Templating.List {
			t.Run(prefix+"/variable "+v.Name, func(t *testing.T) {
				a := run(t, conn, hour, v.Query)
				if len(a.names) != 1 || a.types[0] != "text" || len(a.rows) == 0 {
					t.Errorf("want options, one column of text: %s", a)
				}
				compare(t, filepath.Join("variables", v.Name), a)
			})
		}
		for _, p := range b.Panels {
			if p.Type == "row" {
				continue
			}
			t.Run(prefix+"/"+p.Title, func(t *testing.T) {
				query := p.Targets[0].RawSQL
				a := run(t, conn, hour, query)
				if len(a.rows) == 0 {
					t.Fatal("no rows")
				}
				checkShape(t, p, a)
				file := filepath.Join(prefix, inFileNames(p.Title))
				compare(t, file, a)
				if strings.Contains(query, conditionalAll) {
					compare(t, file+".narrow", run(t, conn, narrow, query))
				}
			})
		}
	}
}

// inFileNames makes a title a file's name.
func inFileNames(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r < 'a' || r > 'z' }), "_")
}

func run(t *testing.T, conn driver.Conn, g grafana, query string) answer {
	t.Helper()
	sql, err := g.expand(query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return ask(t, conn, sql)
}

// checkShape holds an answer to what Grafana's panels need.
func checkShape(t *testing.T, p boardPanel, a answer) {
	t.Helper()
	count := func(kind string) (n int) {
		for _, k := range a.types {
			if k == kind {
				n++
			}
		}
		return n
	}
	for _, kind := range a.types {
		if kind != "time" && kind != "text" && kind != "number" {
			t.Errorf("a column is of type %s, which no panel shows well", kind)
		}
	}
	format := *p.Targets[0].Format
	switch p.Type {
	case "timeseries":
		if format != 0 || a.names[0] != "time" || a.types[0] != "time" || count("time") != 1 || count("number") == 0 {
			t.Errorf("want format 0 and time, labels, numbers; got format %d: %v %v", format, a.names, a.types)
		}
		if !slices.IsSortedFunc(a.rows, func(x, y []string) int { return strings.Compare(x[0], y[0]) }) {
			t.Error("rows are not sorted by time, which the plugin needs to make series of them")
		}
		label, isLabel := strings.CutPrefix(p.FieldConfig.Defaults.DisplayName, "${__field.labels.")
		if label = strings.TrimSuffix(label, "}"); isLabel != (count("text") == 1) || isLabel && a.types[slices.Index(a.names, label)] != "text" {
			t.Errorf("series are named by %q; columns are %v %v", label, a.names, a.types)
		}
	case "stat":
		if format != 1 || len(a.rows) != 1 || count("number") != len(a.types) {
			t.Errorf("want one row of numbers: %s", a)
		}
	case "barchart":
		if i := slices.Index(a.names, p.Options.XField); i < 0 || a.types[i] != "text" || count("number") != len(a.types)-1 || format != 1 {
			t.Errorf("want the text %s and numbers: %v %v", p.Options.XField, a.names, a.types)
		}
	case "piechart":
		if !p.Options.ReduceOptions.Values || !slices.Equal(a.types, []string{"text", "number"}) || format != 1 {
			t.Errorf("want rows of text and number: %v", a.types)
		}
	case "table":
		if format != 1 {
			t.Errorf("format is %d", format)
		}
	default:
		t.Errorf("no shape is known for panels of type %s", p.Type)
	}
	for _, o := range p.FieldConfig.Overrides {
		if o.Matcher.ID != "byName" || !slices.Contains(a.names, o.Matcher.Options) {
			t.Errorf("an override is for column %q; there are %v", o.Matcher.Options, a.names)
		}
	}
}

func compare(t *testing.T, name string, a answer) {
	t.Helper()
	path := filepath.Join("testdata", "rows", name+".tsv")
	if os.Getenv("MOLTWATCH_UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(a.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if a.String() != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, a, want)
	}
}
