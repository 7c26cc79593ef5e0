package obedience

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 6 * time.Hour // how far back an action counts
	epoch  = time.Hour     // the window's start moves in steps of this

	obeysIn   = time.Hour // from reading to doing
	leastObey = 3         // agents that did as they were told
	expected  = 0.01      // orders that look obeyed by chance, in all
)
