package score

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// ReadReports reads what --json wrote: one report, or a list.
func ReadReports(path string) ([]Report, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the report to compare with: %w", err)
	}
	var list []Report
	if err := json.Unmarshal(data, &list); err == nil {
		return list, nil
	}
	var one Report
	if err := json.Unmarshal(data, &one); err != nil {
		return nil, bad(path, 0, "is no report of a score: %v", err)
	}
	if one.Kind == "" {
		return nil, bad(path, 0, "is no report of a score: it has no kind")
	}
	return []Report{one}, nil
}

// Difference is how a figure moved between two reports.
type Difference struct {
	Kind    string   `json:"kind"`
	Figure  string   `json:"figure"`
	Before  *float64 `json:"before"`
	After   *float64 `json:"after"`
	Exceeds bool     `json:"exceeds_noise"` // the two intervals do not meet
}

// Compare gives the figures that moved. Of a figure without an interval nobody can say
// whether it moved by chance, so such a difference does not exceed the noise.
func Compare(before, after []Report) (moved []Difference) {
	old := map[[2]string]Figure{}
	for _, r := range before {
		for _, f := range r.Figures {
			old[[2]string{r.Kind, f.Name}] = f
		}
	}
	for _, r := range after {
		for _, f := range r.Figures {
			was, ok := old[[2]string{r.Kind, f.Name}]
			if !ok || same(was.Value, f.Value) {
				continue
			}
			d := Difference{Kind: r.Kind, Figure: f.Name, Before: was.Value, After: f.Value}
			if was.Low != nil && f.Low != nil {
				d.Exceeds = *f.Low > *was.High || *f.High < *was.Low
			}
			moved = append(moved, d)
		}
	}
	return moved
}

func same(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

// PrintDifferences shows what moved to a person.
func PrintDifferences(out io.Writer, moved []Difference) error {
	if len(moved) == 0 {
		_, err := fmt.Fprintln(out, "\nNo figure differs.")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\nKIND\tFIGURE\tBEFORE\tAFTER\tBEYOND THE NOISE")
	for _, d := range moved {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.Kind, d.Figure, Figure{Value: d.Before}.Text(), Figure{Value: d.After}.Text(), yes(d.Exceeds))
	}
	return w.Flush()
}
