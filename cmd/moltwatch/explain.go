package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
)

// detectAloneFlags are those of moltwatch detect.
func detectAloneFlags(s *settings, f *ff.FlagSet) {
	detectFlags(s, f)
	f.IntVar(&s.detectMemory, 0, "detect-memory", 3<<10, "MiB that the collector keeps the process within, as far as what the detectors hold allows")
	f.StringVar(&s.explain, 0, "explain", "", "print the evidence of the flag with this id, or the beginning of one, and run nothing")
	f.BoolVar(&s.runQuery, 0, "run", "with --explain: also run the flag's query again")
	f.BoolVar(&s.json, 0, "json", "with --explain: print it as JSON")
}

const leastDetectMemory = 256 // MiB

// explained is a case with what its query gives now.
type explained struct {
	explain.Case
	Result *explain.Result `json:"result,omitempty"`
}

func runExplain(ctx context.Context, a *application) (err error) {
	if a.clickhouse == "" {
		if _, err := os.Stat(filepath.Join(a.dataDir, "clickhouse")); err != nil { // it would be made, and know no flag
			return usageError{fmt.Errorf("--explain: nothing is kept in %s: want the --data of whoever raised the flag, or its --clickhouse", a.dataDir)}
		}
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.open(ctx, need{clickhouse: true, noKafka: true}); err != nil {
		return err
	}
	var e explained
	e.Case, err = explain.Read(ctx, a.warehouse, a.explain)
	if errors.Is(err, explain.ErrUnknown) || errors.Is(err, explain.ErrAmbiguous) {
		return usageError{fmt.Errorf("--explain %q: %w", a.explain, err)}
	}
	if err != nil {
		return err
	}
	last := e.Revisions[len(e.Revisions)-1]
	if a.runQuery && last.Evidence.Query != "" {
		result, err := explain.Run(ctx, a.warehouse, last.Evidence.Query)
		if err != nil {
			return err
		}
		e.Result = &result
	}
	if a.json {
		encoder := json.NewEncoder(a.term.out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(e)
	} else {
		_, err = a.term.out.Write([]byte(e.page()))
	}
	if err != nil {
		return fmt.Errorf("printing flag %s: %w", last.ID, err)
	}
	return nil
}

// page is a case for a person. Whatever strangers wrote stands in %q, which keeps it from
// steering the terminal.
func (e explained) page() string {
	var out strings.Builder
	f := e.Revisions[len(e.Revisions)-1]
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(table, name+"\t"+format+"\n", args...) }
	line("flag", "%s", f.ID)
	line("detector", "%s, version %s", f.Detector, f.Version)
	claim := "as the detector's model says"
	if f.Calibrated {
		claim = "measured"
	}
	line("kind", "%s, severity %s, confidence %v (%s)", f.Kind, f.Severity, f.Confidence, claim)
	line("window", "%s to %s", f.Window.Start.Format(time.DateTime), f.Window.End.Format(time.DateTime))
	line("members", "%d agents, %d items", f.AgentsTotal, f.ItemsTotal)
	line("summary", "%q", f.Evidence.Summary)
	table.Flush()
	out.WriteString("\nfeatures\n")
	for _, name := range slices.Sorted(maps.Keys(f.Evidence.Features)) {
		fmt.Fprintf(table, "  %q\t%v\n", name, f.Evidence.Features[name])
	}
	table.Flush()
	out.WriteString("\nrevisions\n")
	for _, r := range e.Revisions {
		fmt.Fprintf(table, "  %d\t%s\t%s %v\t+%d agents\t+%d items\t%s\n", r.Revision, r.Time.Format(time.DateTime), r.Severity, r.Confidence,
			len(r.Agents), len(r.Items), firstFew(r))
	}
	table.Flush()
	fmt.Fprintf(&out, "\nwhat was decided on it (%d)\n", len(e.Decisions))
	for _, d := range e.Decisions {
		fmt.Fprintf(&out, "  %s to %s  %s %s (%s, by %q) %d times, on %d agents and %d items, by rule %q\n    %q\n", d.First.UTC().Format(time.DateTime), d.Last.UTC().Format(time.DateTime),
			d.Action, d.State, d.Mode, d.By, d.Times, d.Agents, d.Items, d.Rule, d.Reason)
	}
	fmt.Fprintf(&out, "\nits members (%d of %d)\n", len(e.Members), f.AgentsTotal)
	for _, m := range e.Members {
		since, done := "not on record", make([]string, 0, len(m.Done))
		if !m.FirstSeen.IsZero() {
			since = m.FirstSeen.UTC().Format(time.DateTime)
		}
		for _, d := range m.Done {
			done = append(done, fmt.Sprintf("%s %s by rule %q", d.Action, d.Since.UTC().Format(time.DateTime), d.Rule))
		}
		fmt.Fprintf(table, "  %q\t%q\tfirst seen %s\t%d acts in the window\t%s\n", m.ID, m.Name, since, m.Acts, strings.Join(done, ", "))
	}
	table.Flush()
	fmt.Fprintf(&out, "\nposts behind it (%d)\n", len(e.Posts))
	writePosts(&out, e.Posts)
	fmt.Fprintf(&out, "\nwhat ties its members (%d)\n", len(e.Ties))
	if e.TiesError != "" {
		fmt.Fprintf(&out, "  %s\n", visible(e.TiesError))
	}
	for _, t := range e.Ties {
		fmt.Fprintf(&out, "  %s %q: members %d, others %d, %s to %s\n", t.Did, t.What, t.Agents, t.Others, t.First.UTC().Format(time.DateTime), t.Last.UTC().Format(time.DateTime))
		writePosts(&out, t.Acts)
	}
	fmt.Fprintf(&out, "\nquery to run again\n  %s\n", visible(f.Evidence.Query))
	if e.Result != nil {
		first := ""
		if e.Result.Truncated {
			first = "the first "
		}
		fmt.Fprintf(&out, "\nwhat it gives now (%s%d rows)\n  %s\n", first, len(e.Result.Rows), strings.Join(e.Result.Columns, "  "))
		for _, row := range e.Result.Rows {
			for _, value := range row {
				fmt.Fprintf(&out, "  %s", cell(value))
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

// writePosts writes actions in lines of two, or of one where no words are kept.
func writePosts(out *strings.Builder, posts []explain.Post) {
	for _, p := range posts {
		fmt.Fprintf(out, "    %s  %s  %q by %q (%q) in %q on %q\n", p.Time.UTC().Format(time.DateTime), p.Kind, p.ID, p.AgentName, p.AgentID, p.Submolt, p.PostID)
		if said := strings.TrimSpace(p.Title + "\n" + p.Text); said != "" {
			fmt.Fprintf(out, "      %q\n", said)
		}
	}
}

// firstFew names some of the agents that a revision added.
func firstFew(f event.Flag) string {
	const few = 5
	names := make([]string, 0, few)
	for _, agent := range f.Agents[:min(few, len(f.Agents))] {
		names = append(names, fmt.Sprintf("%q", agent))
	}
	if len(f.Agents) > few {
		names = append(names, "…")
	}
	return strings.Join(names, " ")
}

// visible writes a line that can be copied: what does not print is escaped.
func visible(s string) string {
	var out strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			out.WriteRune(r)
		} else {
			quoted := strconv.QuoteRuneToASCII(r)
			out.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return out.String()
}

func cell(value any) string {
	switch v := value.(type) {
	case time.Time:
		return v.UTC().Format(time.DateTime)
	case string, []string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("%q", fmt.Sprint(value))
}
