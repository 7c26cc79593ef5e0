package score_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/sim/score"
)

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(content string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return b.String()
}

const (
	events = "account_id,object_id,ts\na,x,10\nb,x,11\nc,y,12\nd,z,13\n"
	labels = "account_id,label,group\na,tight,1\nb,tight,1\nc,organic,\nd,organic,\n"
)

func flagging(names ...string) score.CoordinationPredictor {
	return func(context.Context, []score.CoordinationEvent) (p []score.CoordinationPrediction, err error) {
		for _, n := range names {
			p = append(p, score.CoordinationPrediction{Account: n, Group: "g", Score: 1})
		}
		return p, nil
	}
}

func TestCoordinationJudgesAccounts(t *testing.T) {
	in := score.Input{Data: file(t, "e.csv.gz", packed(events)), Labels: file(t, "l.csv", labels), Predictions: filepath.Join(t.TempDir(), "p", "p.csv")}
	for name, c := range map[string]struct {
		predict   score.CoordinationPredictor
		precision float64
		recall    float64
		auc       float64
	}{
		"perfect": {flagging("a", "b"), 1, 1, 1}, "nobody": {flagging(), notDetermined, 0, 0.5},
		"everybody": {flagging("a", "b", "c", "d"), 0.5, 1, 0.5}, "wrong": {flagging("c", "d"), 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := score.Coordination(t.Context(), in, c.predict)
			if err != nil {
				t.Fatal(err)
			}
			figures := map[string]score.Figure{}
			for _, f := range r.Figures {
				figures[f.Name] = f
			}
			want(t, figures, map[string]float64{"accounts, precision": c.precision, "accounts, recall": c.recall, "accounts, AUC": c.auc})
		})
	}
	got, err := os.ReadFile(in.Predictions)
	if err != nil || !strings.HasPrefix(string(got), "account_id,group,score\n") {
		t.Errorf("the predictions are %q, %v", got, err)
	}
}

func TestBadDataIsRefusedWithItsLine(t *testing.T) {
	coordination := func(in score.Input) error {
		_, err := score.Coordination(t.Context(), in, flagging("a"))
		return err
	}
	texts := func(in score.Input) error {
		_, err := score.Neardup(t.Context(), in, func(_ context.Context, x []score.Text) ([]string, error) { return make([]string, len(x)), nil })
		return err
	}
	edges := func(in score.Input) error {
		_, err := score.Edges(t.Context(), in, func(_ context.Context, e []score.Edge) ([]float64, error) { return make([]float64, len(e)), nil })
		return err
	}
	sybil := func(in score.Input) error {
		_, err := score.Sybil(t.Context(), in, func(_ context.Context, g *score.SybilGraph) ([]float64, error) {
			return make([]float64, len(g.Nodes)), nil
		})
		return err
	}
	nan := func(in score.Input) error {
		_, err := score.Edges(t.Context(), in, func(_ context.Context, e []score.Edge) ([]float64, error) { return []float64{math.NaN()}, nil })
		return err
	}
	sts := func(in score.Input) error {
		_, err := score.STS(t.Context(), in, func(_ context.Context, p []score.Pair) ([]float64, error) { return make([]float64, len(p)), nil })
		return err
	}
	injections := func(in score.Input) error {
		_, err := score.Injection(t.Context(), in, func(_ context.Context, x []score.Text) ([]score.InjectionPrediction, error) {
			return make([]score.InjectionPrediction, len(x)), nil
		})
		return err
	}
	whole := packed(events)
	one := `{"id":"1","text":"a","campaign":"c","label":1}` + "\n"
	many := ""
	for i := range 3000 {
		many += fmt.Sprintf(`{"id":"%d","text":"%x"}`+"\n", i, i*i*i)
	}
	long := strings.Repeat("x", 33<<20)
	for name, c := range map[string]struct {
		run  func(score.Input) error
		in   score.Input
		want string
	}{
		"empty":              {coordination, score.Input{Data: file(t, "e.csv", "")}, "is empty"},
		"no rows":            {coordination, score.Input{Data: file(t, "e.csv", "account_id,object_id,ts\n")}, "no rows"},
		"missing column":     {coordination, score.Input{Data: file(t, "e.csv", "account_id,ts\na,1\n")}, `line 1: has no column "object_id"`},
		"no time":            {coordination, score.Input{Data: file(t, "e.csv", "account_id,object_id,ts\na,x,1\na,x,NaN\n")}, "line 3: ts"},
		"cut short":          {coordination, score.Input{Data: file(t, "e.csv.gz", whole[:len(whole)-12])}, "cut short"},
		"no gzip":            {coordination, score.Input{Data: file(t, "e.csv.gz", events)}, "is no gzip file"},
		"unknown account":    {coordination, score.Input{Data: file(t, "e.csv", events), Labels: file(t, "l.csv", "account_id,label\nzoe,tight\n")}, `line 2: names account "zoe"`},
		"label twice":        {coordination, score.Input{Data: file(t, "e.csv", events), Labels: file(t, "l.csv", "account_id,label\na,tight\na,organic\n")}, "line 3:"},
		"text without id":    {texts, score.Input{Data: file(t, "t.jsonl", `{"id":"1","text":"a"}`+"\n"+`{"text":"b"}`+"\n")}, "line 2: has no id"},
		"text twice":         {texts, score.Input{Data: file(t, "t.jsonl", `{"id":"1","text":"a"}`+"\n"+`{"id":"1","text":"b"}`+"\n")}, "line 2: has the id"},
		"no JSON":            {texts, score.Input{Data: file(t, "t.jsonl", `{"id":"1","text":"a"}`+"\n{\n")}, "line 2: is no record"},
		"label for nothing":  {texts, score.Input{Data: file(t, "t.jsonl", `{"id":"1","text":"a"}`), Labels: file(t, "l.jsonl", `{"id":"2","campaign":"c"}`)}, `line 1: names "2"`},
		"no edge":            {edges, score.Input{Data: file(t, "e.csv", "src,dst,minute\na;b\n")}, "line 2:"},
		"score of NaN":       {nan, score.Input{Data: file(t, "e.csv", "a,b,1\n")}, "NaN"},
		"seed without edges": {sybil, score.Input{Data: file(t, "g.edges", "1 2\n"), Train: file(t, "g.train", "benign 1\nsybil 7\n")}, `line 2: names node "7"`},
		"three nodes":        {sybil, score.Input{Data: file(t, "g.edges", "1 2\n1 2 3\n")}, "line 2:"},
		"text as a number":   {texts, score.Input{Data: file(t, "t.jsonl", `{"id":"1","text":7}`)}, "line 1: has a JSON number as its text, want a string"},
		"a list of texts":    {texts, score.Input{Data: file(t, "t.json", `[{"id":"1","text":"a"}]`)}, "line 1: is a JSON array, want an object on each line"},
		"texts cut short":    {texts, score.Input{Data: file(t, "t.jsonl.gz", packed(many)[:len(packed(many))-100])}, "cut short"},
		"a blank between":    {texts, score.Input{Data: file(t, "t.jsonl", one+"\n"+one)}, "line 2: is blank"},
		"blanks alone":       {texts, score.Input{Data: file(t, "t.jsonl", "\n\n")}, "is empty"},
		"a very long line":   {texts, score.Input{Data: file(t, "t.jsonl", one+long)}, "line 2: has more than 32 MiB"},
		"UTF-16":             {sybil, score.Input{Data: file(t, "g.edges", "\xff\xfe1\x00 \x002\x00")}, "is UTF-16, want UTF-8"},
		"a folder":           {texts, score.Input{Data: t.TempDir()}, "is a folder, want a file"},
		"no campaigns":       {texts, score.Input{Data: file(t, "t.jsonl", one), Labels: file(t, "l.jsonl", `{"id":"1","cluster":"c"}`)}, "names no campaign"},
		"no labels":          {injections, score.Input{Data: file(t, "t.jsonl", one), Labels: file(t, "l.jsonl", `{"id":"1"}`)}, "has no label"},
		"an empty label":     {coordination, score.Input{Data: file(t, "e.csv", events), Labels: file(t, "l.csv", "account_id,label\na,\n")}, "line 2: has no label"},
		"tabs wanted":        {sts, score.Input{Data: file(t, "p.csv", "set,score,a,b\ns,1,x,y\n")}, `line 1: has no column "a", want a header with a, b`},
		"five columns":       {edges, score.Input{Data: file(t, "e.csv", "a,b,1,-,x\n")}, "line 1: is \"a,b,1,-,x\", want src,dst,minute[,attack]"},
		"no seeds":           {sybil, score.Input{Data: file(t, "g.edges", "1 2\n"), Train: file(t, "g.train", "benign\nsybil\n")}, "names no node"},
		"seed of two kinds":  {sybil, score.Input{Data: file(t, "g.edges", "1 2\n"), Train: file(t, "g.train", "benign 1\nsybil 2 1\n")}, `line 2: names node "1" both`},
		"a node without id":  {sybil, score.Input{Data: file(t, "g.csv", "src,dst\n1,2\n"), Nodes: file(t, "n.csv", "id,label\n,1\n")}, "line 2: id is empty"},
		"odd label":          {sybil, score.Input{Data: file(t, "g.csv", "src,dst\n1,2\n"), Nodes: file(t, "n.csv", "id,label\n1,yes\n")}, "line 2: label"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.run(c.in); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestSybilHidesTheTruthAndTheSeeds(t *testing.T) {
	in := score.Input{
		Data: file(t, "g.csv", "kind,src,dst\nx,1,2\nx,3,4\nx,1,5\n"), Nodes: file(t, "n.csv", "id,label,group,first_ts\n1,0,,10\n2,0,,11\n3,1,g,12\n4,1,g,13\n"),
		Train: file(t, "t.train", "benign 1\nsybil 3\n"),
	}
	r, err := score.Sybil(t.Context(), in, func(_ context.Context, g *score.SybilGraph) ([]float64, error) {
		if g.Columns["label"] != nil || g.Columns["group"] != nil || len(g.Columns["first_ts"]) != len(g.Nodes) {
			return nil, errors.New("the predictor sees what it should not, or lacks what it should see")
		}
		return []float64{1, 0, 0, 1, 0}, nil // wrong on both seeds, right on the others
	})
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]score.Figure{}
	for _, f := range r.Figures {
		figures[f.Name] = f
	}
	want(t, figures, map[string]float64{"nodes, AUC": 1, "nodes at 0.5, F1": 1})
}

func TestCompareSaysWhatExceedsTheNoise(t *testing.T) {
	number := func(v float64) *float64 { return &v }
	figure := func(v, low, high float64) score.Figure {
		return score.Figure{Name: "x", Value: number(v), Low: number(low), High: number(high)}
	}
	report := func(f score.Figure) []score.Report { return []score.Report{{Kind: "k", Figures: []score.Figure{f}}} }
	if moved := score.Compare(report(figure(0.5, 0.4, 0.6)), report(figure(0.9, 0.8, 1))); len(moved) != 1 || !moved[0].Exceeds {
		t.Errorf("a leap is %+v", moved)
	}
	if moved := score.Compare(report(figure(0.5, 0.4, 0.6)), report(figure(0.55, 0.45, 0.65))); len(moved) != 1 || moved[0].Exceeds {
		t.Errorf("a tremor is %+v", moved)
	}
	if moved := score.Compare(report(figure(0.5, 0.4, 0.6)), report(figure(0.5, 0.4, 0.6))); len(moved) != 0 {
		t.Errorf("the same is %+v", moved)
	}
}

func FuzzTables(f *testing.F) {
	f.Add(events)
	f.Add("account_id,object_id,ts\n\"a,x,10\n")
	f.Fuzz(func(t *testing.T, content string) {
		path := filepath.Join(t.TempDir(), "e.csv")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = score.Coordination(t.Context(), score.Input{Data: path, Labels: path}, flagging("a"))
		_, _ = score.Edges(t.Context(), score.Input{Data: path}, func(_ context.Context, e []score.Edge) ([]float64, error) { return make([]float64, len(e)), nil })
	})
}
