package score

import (
	"bufio"
	"context"
	"encoding/csv"
	"maps"
	"slices"
)

// CoordinationEvent is that an account acted on an object, Time in seconds since 1970.
type CoordinationEvent struct {
	Account, Object string
	Time            float64
}

// CoordinationPrediction is a flagged account.
type CoordinationPrediction struct {
	Account, Group string
	Score          float64
}

// CoordinationPredictor finds accounts that act together.
type CoordinationPredictor func(context.Context, []CoordinationEvent) ([]CoordinationPrediction, error)

// organic is the label of accounts that act for themselves.
const organic = "organic"

// Coordination scores a file of account_id,object_id,ts by one of account_id,label,group.
func Coordination(ctx context.Context, in Input, predict CoordinationPredictor) (Report, error) {
	r := Report{Kind: "coordination", Data: in.Data}
	var events []CoordinationEvent
	accounts := map[string]bool{}
	err := table(in.Data, ',', []string{"account_id", "object_id", "ts"}, nil, func(line int, row []string) error {
		t, err := clock(in.Data, line, "ts", row[2])
		if row[0] == "" || row[1] == "" {
			return bad(in.Data, line, "account_id or object_id is empty")
		}
		accounts[row[0]] = true
		events = append(events, CoordinationEvent{row[0], row[1], t})
		return err
	})
	if err != nil {
		return r, err
	}
	found, err := timed(ctx, &r, predict, events)
	if err != nil {
		return r, err
	}
	scores := map[string]float64{}
	for i, f := range found {
		if err := believable(r.Kind, i, f.Score); err != nil {
			return r, err
		}
		scores[f.Account] = f.Score
	}
	err = writeLines(in.Predictions, func(w *bufio.Writer) {
		c := csv.NewWriter(w)
		_ = c.Write([]string{"account_id", "group", "score"})
		for _, f := range found {
			_ = c.Write([]string{f.Account, f.Group, formatScore(f.Score)})
		}
		c.Flush()
	})
	if err != nil || in.Labels == "" {
		return r, err
	}
	labels := map[string]string{}
	err = table(in.Labels, ',', []string{"account_id", "label"}, []string{"group"}, func(line int, row []string) error {
		if !accounts[row[0]] {
			return bad(in.Labels, line, "names account %q, which is not in %s", row[0], in.Data)
		}
		if _, twice := labels[row[0]]; twice {
			return bad(in.Labels, line, "names account %q for the second time", row[0])
		}
		if row[1] == "" {
			return bad(in.Labels, line, "has no label for account %q, want %s or a kind of coordination", row[0], organic)
		}
		labels[row[0]] = row[1]
		return nil
	})
	if err != nil {
		return r, err
	}
	r.judgeAccounts(labels, scores)
	return r, nil
}

func (r *Report) judgeAccounts(labels map[string]string, scores map[string]float64) {
	names := slices.Sorted(maps.Keys(labels))
	units, values, positive := make([]Counts, len(names)), make([]float64, len(names)), make([]bool, len(names))
	kinds := map[string]*Counts{}
	for i, name := range names {
		score, flagged := scores[name]
		positive[i], values[i] = labels[name] != organic, score
		units[i].add(flagged, positive[i])
		if positive[i] {
			if kinds[labels[name]] == nil {
				kinds[labels[name]] = &Counts{}
			}
			kinds[labels[name]].add(flagged, true)
		}
	}
	r.counted("accounts, ", units)
	for i := range r.Figures {
		if r.Figures[i].Name == "accounts, F1" {
			r.Figures[i].beside("0.93", "surprise-weighted pairs 0.916")
		}
	}
	r.ranked("accounts, AUC", values, positive)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		f := r.figure("recall of "+kind, kinds[kind].Recall(), int(kinds[kind].TruePositive+kinds[kind].FalseNegative))
		if kind == "camouflaged" {
			f.beside("0.85", "")
		}
	}
}
