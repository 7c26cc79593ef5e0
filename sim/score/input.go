package score

import "time"

// Input names the files of one scoring. Without Labels (or labels within the data) only
// predictions are written.
type Input struct {
	Data, Labels, Train, Nodes, Predictions string
}

// clock measures how long the predictor takes.
func (Input) clock(r *Report) (stop func()) {
	began := time.Now()
	return func() { r.Seconds = time.Since(began).Seconds() }
}
