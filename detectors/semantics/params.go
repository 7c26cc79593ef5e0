package semantics

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 24 * time.Hour // how far back a text counts
	epoch  = time.Hour      // the window's start moves in steps of this

	same       = 36 // signs of 256 in which two texts of one meaning differ at most: a cosine of 0.9
	maxAuthors = 64 // of one meaning; beyond, it is everybody's

	maxLag      = time.Hour // from one's use of a meaning to another's: a burst
	minShared   = 3         // meanings that two agents share
	minFollowed = 0.25      // share of its meanings in which a member was not the first
	focus       = 0.5       // share of what a member wrote since it began that is of these meanings
	expected    = 0.01      // pairs of unrelated agents that may look so by chance, in all

	newTexts  = 4    // of an agent, the latest, that are held against its own past
	minPast   = 6    // texts of its past, at least
	maxPast   = 32   // and at most: those before
	minGap    = 24.0 // signs: the least energy distance that is looked at
	shuffles  = 199  // of an agent's texts, to see what chance gives
	minChange = 5.0  // standard deviations of that
)
