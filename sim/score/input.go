package score

import (
	"context"
	"time"
)

// Input names the files of one scoring. Without Labels (or labels within the data) only
// predictions are written.
type Input struct {
	Data, Labels, Train, Nodes, Predictions string
}

// timed runs a predictor and keeps how long it took.
func timed[T, R any](ctx context.Context, r *Report, predict func(context.Context, T) (R, error), data T) (R, error) {
	began := time.Now()
	out, err := predict(ctx, data)
	r.Seconds = time.Since(began).Seconds()
	return out, err
}
