package drift

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 24 * time.Hour // how far back a text counts
	epoch  = time.Hour      // the window's start moves in steps of this
	recent = time.Hour      // the stretch that is held against what was before

	mostPast  = 256 // texts of the past that one is held against: the latest
	leastPast = 64  // without which nothing is said
	nearestOf = 3   // how many of its nearest neighbours a text's distance is the mean of

	odd       = 0.05 // p of a text that is unlike the past
	minAgents = 5    // that write odd texts
	maxChance = 1e-6 // that so many do, if they wrote as those before

	open = 3 * time.Hour // for which an episode without growth goes on
)
