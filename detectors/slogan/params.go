package slogan

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	window = 24 * time.Hour // how far back a text counts
	epoch  = time.Hour      // the window's start moves in steps of this

	maxBytes  = 4096 // of a text that are looked at
	maxWords  = 200  // different words of a text that count
	minLetter = 3    // letters of a word that counts

	insistedUses = 2       // texts with the word, at least
	insistence   = 0.3     // their share of all that an agent wrote who insists on it
	exclusive    = 0.8     // share of those who favour it so among all who said the word
	namedPart    = 0.9     // share of the uses of a name in which it is written as one
	surePart     = 0.25    // share of the uses in which it begins no sentence
	everybodys   = 1.0 / 3 // share of all agents who say a word beyond which it is the forum's
	maxUsers     = 128     // agents beyond which a word is everybody's
	few          = 32      // texts of a word whose authors are counted when asked for

	maxLag       = 15 * time.Minute // "one after the other"
	lagSlack     = 30.0             // seconds: clocks and queues differ
	minOccasions = 3                // threads on which one agent followed another
	maxMet       = 64               // texts on one thread that a new one is held against
	minChance    = 1e-6             // no single coincidence counts for less likely than this
	expected     = 0.01             // pairs of unrelated agents that may look so by chance, in all

	promotedUses  = 10  // texts with a name, at least
	promotedPart  = 0.4 // their share of all that the agent wrote
	promotedAlone = 0.8 // the agent's share of all uses of the name
	chorus        = 3   // agents that insist on one name together
)
