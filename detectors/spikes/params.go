package spikes

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 3 * time.Hour // the past that is compared with
	epoch  = time.Hour     // the window's start moves in steps of this

	span     = 10   // minutes that are added up
	learning = 30   // quiet minutes before anything is judged by its own past
	peers    = 100  // targets, or edges, before one is judged by the others
	highest  = 0.99 // the quantile of them that is usual

	leastTimes = 20   // in a span
	factor     = 3.0  // times what is usual
	calm       = 1.5  // times what is usual, below which it has ended
	chanceOf   = 1e-6 // most probable that a span is chance
	surprising = 1000 // of an edge: MIDAS-F's own threshold
	twice      = 2    // acts on one agent within a minute, before they are counted
)
