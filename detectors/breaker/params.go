package breaker

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	hour = time.Hour       // within which agents take a pattern up
	step = 5 * time.Minute // by which the hour's start moves
	day  = 24 * time.Hour  // in which a pattern that is new was not seen

	minAgents = 10   // that take it up
	maxChance = 0.01 // patterns that are as old as the others and look as new, in all

	fewest = 1 << 12 // counters of texts by pattern, at first: memory, not judgement
)
