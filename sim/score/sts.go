package score

import (
	"bufio"
	"context"
	"maps"
	"slices"
	"strings"
)

// Pair is two sentences.
type Pair struct{ A, B string }

// STSPredictor gives a cosine for each pair.
type STSPredictor func(context.Context, []Pair) ([]float64, error)

// teacher is what a transformer reaches, by year.
var teacher = map[string]string{"2012": "MiniLM 0.609, token Jaccard 0.481", "2013": "MiniLM 0.817, token Jaccard 0.476", "2014": "MiniLM 0.740, token Jaccard 0.543", "2015": "MiniLM 0.849, token Jaccard 0.684"}

// STS scores a table of set, score, a, b by rank correlation: by set, and by year, which is
// what a set's name begins with.
func STS(ctx context.Context, in Input, predict STSPredictor) (Report, error) {
	r := Report{Kind: "sts", Data: in.Data}
	var pairs []Pair
	var truth []float64
	sets, years := map[string][]int{}, map[string][]int{}
	err := table(in.Data, '\t', []string{"a", "b"}, []string{"set", "score"}, func(line int, row []string) error {
		i := len(pairs)
		pairs = append(pairs, Pair{row[0], row[1]})
		if row[3] == "" {
			return nil
		}
		v, err := number(in.Data, line, "score", row[3])
		for len(truth) < i {
			truth = append(truth, 0)
		}
		truth = append(truth, v)
		sets[row[2]] = append(sets[row[2]], i)
		year, _, _ := strings.Cut(row[2], ".")
		years[year] = append(years[year], i)
		return err
	})
	if err != nil {
		return r, err
	}
	cosines, err := timed(ctx, &r, predict, pairs)
	if err != nil {
		return r, err
	}
	if err := complete(r.Kind, len(cosines), len(pairs)); err != nil {
		return r, err
	}
	if err := believableAll(r.Kind, cosines); err != nil {
		return r, err
	}
	err = writeLines(in.Predictions, func(w *bufio.Writer) {
		for _, c := range cosines {
			w.WriteString(formatScore(c) + "\n")
		}
	})
	if err != nil {
		return r, err
	}
	correlation := func(of []int) func(pick []int) float64 {
		return func(pick []int) float64 {
			a, b := make([]float64, len(pick)), make([]float64, len(pick))
			for i, k := range pick {
				a[i], b[i] = cosines[of[k]], truth[of[k]]
			}
			return Spearman(a, b)
		}
	}
	for _, group := range []struct {
		what string
		by   map[string][]int
	}{{"Spearman of ", years}, {"Spearman of set ", sets}} {
		for _, name := range slices.Sorted(maps.Keys(group.by)) {
			of := group.by[name]
			whole := make([]int, len(of))
			for i := range whole {
				whole[i] = i
			}
			r.figure(group.what+name, correlation(of)(whole), len(of)).between(len(of), correlation(of)).beside("", teacher[name])
		}
	}
	return r, nil
}
