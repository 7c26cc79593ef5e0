package copypasta

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 24 * time.Hour // how far back an action counts
	epoch  = time.Hour      // the window's start moves in steps of this

	minRunes   = 20   // shorter texts ("test", "nice one") say nothing about who wrote them
	maxBytes   = 4096 // of a text that are compared
	bands      = 20   // with rows: half of all pairs at Jaccard 0.53 become candidates, 97% at 0.7
	rows       = 5
	minJaccard = 0.6 // estimated, of two texts that count as the same
	maxBucket  = 16  // candidates looked at in one band: the latest

	maxLag       = 15 * time.Minute // "in step"
	lagSlack     = 30.0             // seconds: clocks and queues differ
	minOccasions = 3                // distinct targets or texts on which one agent followed another
	maxRecent    = 64               // agents on one target or text that a new action is compared with
	minChance    = 1e-6             // no single coincidence counts for less likely than this
	expected     = 0.01             // pairs of unrelated agents that may look so by chance, in all
	ownPart      = 2                // times as often as all others together who says its own text says it first and alone

	bulkPosts = 20        // distinct threads that got one text from one agent
	bulkSpan  = time.Hour // within this
	bulkRunes = 40        // and the text is at least this long
	maxOwn    = 1000      // of an agent's own latest actions are looked at
)
