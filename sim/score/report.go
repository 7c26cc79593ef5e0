package score

import "math"

// Figure is one number with its interval. Value is nil where the data do not determine it.
type Figure struct {
	Name     string   `json:"name"`
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low,omitempty"` // of the 95% interval
	High     *float64 `json:"high,omitempty"`
	Cases    int      `json:"cases"`              // that it is over
	Target   string   `json:"target,omitempty"`   // what it should be
	Baseline string   `json:"baseline,omitempty"` // the best known of others
}

// Report is what one kind of score found.
type Report struct {
	Kind        string      `json:"kind"`
	Data        string      `json:"data"`
	Figures     []Figure    `json:"figures"`
	Cases       []Outcome   `json:"cases,omitempty"`
	LookAlikes  []LookAlike `json:"look_alikes,omitempty"`
	Reliability []Bin       `json:"reliability,omitempty"`
	Seconds     float64     `json:"seconds"`
}

// figure adds a number; NaN becomes "not determined".
func (r *Report) figure(name string, value float64, cases int) *Figure {
	r.Figures = append(r.Figures, Figure{Name: name, Value: defined(value), Cases: cases})
	return &r.Figures[len(r.Figures)-1]
}

func defined(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// between sets a figure's interval from resamples of its cases.
func (f *Figure) between(n int, statistic func(pick []int) float64) *Figure {
	if low, high, ok := interval(n, statistic); ok && f.Value != nil {
		f.Low, f.High = &low, &high
	}
	return f
}

func (f *Figure) beside(target, baseline string) *Figure {
	f.Target, f.Baseline = target, baseline
	return f
}

// counted adds precision, recall and F1 over units that are resampled as a whole.
func (r *Report) counted(prefix string, units []Counts) {
	total := Counts{}
	for _, u := range units {
		total = total.plus(u)
	}
	for _, m := range []struct {
		name string
		of   func(Counts) float64
	}{{"precision", Counts.Precision}, {"recall", Counts.Recall}, {"F1", Counts.F1}} {
		r.figure(prefix+m.name, m.of(total), len(units)).between(len(units), func(pick []int) float64 {
			sum := Counts{}
			for _, i := range pick {
				sum = sum.plus(units[i])
			}
			return m.of(sum)
		})
	}
}

// ranked adds an AUC.
func (r *Report) ranked(name string, scores []float64, positive []bool) *Figure {
	auc := AUC(scores, positive)
	f := r.figure(name, auc, len(scores))
	if len(scores) <= 5000 {
		return f.between(len(scores), func(pick []int) float64 {
			s, p := make([]float64, len(pick)), make([]bool, len(pick))
			for i, k := range pick {
				s[i], p[i] = scores[k], positive[k]
			}
			return AUC(s, p)
		})
	}
	positives := 0
	for _, p := range positive {
		if p {
			positives++
		}
	}
	if f.Value != nil {
		e := 1.96 * aucDeviation(auc, positives, len(scores)-positives)
		f.Low, f.High = defined(max(0, auc-e)), defined(min(1, auc+e))
	}
	return f
}
