package score_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/sim/score"
)

// graph gives what a predictor is told of a file of edges, and what is written for it.
func graph(t *testing.T, in score.Input) (told *score.SybilGraph, written string) {
	t.Helper()
	in.Predictions = filepath.Join(t.TempDir(), "p.csv")
	_, err := score.Sybil(t.Context(), in, func(_ context.Context, g *score.SybilGraph) ([]float64, error) {
		told = g
		return make([]float64, len(g.Nodes)), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(in.Predictions)
	if err != nil {
		t.Fatal(err)
	}
	return told, string(data)
}

func TestAGraphIsItsEdgesWhateverStandsBeforeThem(t *testing.T) {
	for name, content := range map[string]string{
		"plain": "1 2\n2 3\n", "counted": "3 2\n1 2\n2 3\n", "commented": "# nodes: 3\n1\t2\n2\t3\n",
		"marked": "\uFEFF1 2\n2 3\n", "Windows": "1 2\r\n2 3\r\n", "blank at its end": "1 2\n2 3\n\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			g, _ := graph(t, score.Input{Data: file(t, "g.edges", content)})
			if strings.Join(g.Nodes, " ") != "1 2 3" || len(g.Edges) != 2 {
				t.Errorf("the graph has the nodes %q and %d edges", g.Nodes, len(g.Edges))
			}
		})
	}
	if g, _ := graph(t, score.Input{Data: file(t, "g.edges", "3 4\n1 2\n2 3\n")}); len(g.Edges) != 3 {
		t.Errorf("a first edge that counts nothing was taken for a header: %d edges of 3", len(g.Edges))
	}
}

func TestNamesOfNodesAreWrittenAsTheyWereRead(t *testing.T) {
	in := score.Input{
		Data:  file(t, "g.csv", "\uFEFF\"src\",\"dst\"\n\"a,1\",\"b\"\"c\"\n"),
		Nodes: file(t, "n.csv", "\uFEFF\"id\",\"first_ts\"\n\"a,1\",5\n"),
	}
	g, written := graph(t, in)
	if want := "node,score\n\"a,1\",0\n\"b\"\"c\",0\n"; written != want {
		t.Errorf("written is %q, want %q", written, want)
	}
	if column := g.Columns["first_ts"]; len(column) != 2 || column[0] != "5" {
		t.Errorf("the column first_ts is %q", column)
	}
}

func TestTextsAreReadHoweverTheyWereSaved(t *testing.T) {
	plain := `{"id":"1","text":""}` + "\n" + `{"id":"2","text":"b"}` + "\n"
	for name, content := range map[string]string{
		"plain": plain, "marked": "\uFEFF" + plain, "Windows": strings.ReplaceAll(plain, "\n", "\r\n"), "blank at its end": plain + "\n\n", "cut": strings.TrimSpace(plain),
	} {
		t.Run(name, func(t *testing.T) {
			in := score.Input{Data: file(t, "t.jsonl", content), Predictions: filepath.Join(t.TempDir(), "p")}
			_, err := score.Neardup(t.Context(), in, func(_ context.Context, x []score.Text) ([]string, error) { return make([]string, len(x)), nil })
			if err != nil {
				t.Fatal(err)
			}
			want := `{"id":"1","cluster":""}` + "\n" + `{"id":"2","cluster":""}` + "\n"
			if got, err := os.ReadFile(in.Predictions); err != nil || string(got) != want {
				t.Errorf("written is %q, %v", got, err)
			}
		})
	}
}
