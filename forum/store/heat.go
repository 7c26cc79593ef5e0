package store

import (
	"math"
	"time"
)

// Heat ranks a post by its score and age, as Reddit's published formula does: ten times the
// score weighs as much as 12.5 hours. It does not change as time goes by, so an index keeps
// it and cursors stay true. RecountPostVotes says the same
// in SQL.
func Heat(score int64, created time.Time) float64 {
	const perDecade = 45_000 // seconds
	magnitude := math.Log10(math.Max(math.Abs(float64(score)), 1))
	if score < 0 {
		magnitude = -magnitude
	}
	return magnitude + float64(created.UnixMicro())/1e6/perDecade
}
