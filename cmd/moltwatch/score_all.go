package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/sim/score"
)

// drawnForAll is how many scenarios are drawn at random beside those that ship.
const drawnForAll = 12

// labelledSets are the sets that `score all` looks for in --data.
func labelledSets() []struct {
	kind string
	in   score.Input
} {
	return []struct {
		kind string
		in   score.Input
	}{
		{"corpus", score.Input{Data: "moltbook/events.jsonl.zst", Labels: "moltbook/labels.json"}},
		{"coordination", score.Input{Data: "labelled/coordination/events.csv.gz", Labels: "labelled/coordination/labels.csv.gz"}},
		{"sybil", score.Input{Data: "labelled/sybil/hop_edges.csv.gz", Nodes: "labelled/sybil/hop_nodes.csv.gz"}},
		{"sybil", score.Input{Data: "labelled/sybil/fb_attack1000.edges.gz", Train: "labelled/sybil/fb_attack1000.train"}},
		{"sybil", score.Input{Data: "labelled/sybil/fb_attack10000.edges.gz", Train: "labelled/sybil/fb_attack10000.train"}},
		{"edges", score.Input{Data: "labelled/spikes/darpa_original.zip"}},
		{"neardup", score.Input{Data: "labelled/neardup/neardup_campaigns.jsonl.gz"}},
		{"injection", score.Input{Data: "labelled/injection/posts.jsonl"}},
		{"sts", score.Input{Data: "labelled/sts/pairs.tsv.gz"}},
	}
}

// scoreAll scores everything that there is and writes a page of it.
func scoreAll(ctx context.Context, a *application) error {
	reports, leftOut, err := a.everything(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(a.out, 0o755); err != nil {
		return fmt.Errorf("making the folder of the page: %w", err)
	}
	plots := make([][]string, len(reports))
	for i, r := range reports {
		if plots[i], err = r.Plot(filepath.Join(a.out, "scores")); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(reports, "", " ")
	if err != nil {
		return fmt.Errorf("encoding the reports: %w", err)
	}
	if err := os.WriteFile(filepath.Join(a.out, "scores", "scores.json"), append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("writing the reports: %w", err)
	}
	page, err := os.Create(filepath.Join(a.out, "scores.md"))
	if err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	command := "make score"
	if a.scoreIn.Data != "" {
		command += " DATA=…"
	}
	p := score.Provenance{Date: time.Now().UTC().Format(time.DateOnly), Commit: commit(), Command: command, LeftOut: leftOut}
	if err := errors.Join(score.Markdown(page, p, reports, plots, "scores"), page.Close()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	for _, r := range reports {
		if err := r.Print(a.term.out); err != nil {
			return err
		}
		fmt.Fprintln(a.term.out)
	}
	for _, what := range leftOut {
		fmt.Fprintln(a.term.out, "left out:", what)
	}
	fmt.Fprintf(a.term.out, "written to %s\n", page.Name())
	return a.compare(reports)
}

// compare says what differs from --against.
func (a *application) compare(reports []score.Report) error {
	if a.against == "" {
		return nil
	}
	before, err := score.ReadReports(a.against)
	if err != nil {
		return err
	}
	return score.PrintDifferences(a.term.out, score.Compare(before, reports))
}

// everything scores what there is, and says what there is not.
func (a *application) everything(ctx context.Context) (reports []score.Report, leftOut []string, err error) {
	a.drawn = drawnForAll
	report, err := scoreScenarios(ctx, a, score.Input{Data: "all"})
	if err != nil {
		return nil, nil, err
	}
	reports = append(reports, report)
	kinds := scorers()
	for _, set := range labelledSets() {
		name := set.kind + ", " + set.in.Data
		if a.scoreIn.Data == "" {
			leftOut = append(leftOut, name+": no part of the project (make score DATA=DIR finds it in DIR)")
			continue
		}
		if _, err := os.Stat(filepath.Join(a.scoreIn.Data, set.in.Data)); err != nil {
			leftOut = append(leftOut, name+": not in the folder of data")
			continue
		}
		fmt.Fprintln(a.term.err, name)
		in := within(a.scoreIn.Data, set.in)
		if a.agents = ""; set.kind == "corpus" {
			a.agents = filepath.Join(a.scoreIn.Data, "moltbook/agents.jsonl.zst")
		}
		report, err := kinds[set.kind](ctx, a, in)
		if errors.Is(err, errNotThere) {
			leftOut = append(leftOut, name+": "+err.Error())
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("scoring %s: %w", name, err)
		}
		report.Data = set.in.Data
		if set.kind == "corpus" {
			report.Cases = nameless(report.Cases)
		}
		reports = append(reports, report)
	}
	return reports, leftOut, nil
}

// nameless calls cases by what they are: the page is public, and the names of real accounts are
// nobody's business there.
func nameless(cases []score.Outcome) []score.Outcome {
	count := map[string]int{}
	for i := range cases {
		c := &cases[i]
		count[c.Class]++
		c.ID = fmt.Sprintf("%s %d", strings.ReplaceAll(c.Class, "_", " "), count[c.Class])
	}
	return cases
}

// within puts the files of a set into a folder.
func within(folder string, in score.Input) score.Input {
	for _, path := range []*string{&in.Data, &in.Labels, &in.Train, &in.Nodes} {
		if *path != "" {
			*path = filepath.Join(folder, *path)
		}
	}
	return in
}

// commit gives what this was built from.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, changed := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	return strings.TrimSpace(revision + changed)
}
