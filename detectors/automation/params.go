package automation

import "time"

// The parameters. They hold for every forum and every data set; README.md gives the reasons.
const (
	memory    = 24 * time.Hour  // how long an account's own texts are remembered
	window    = 3*memory + hour // what a judgement can depend on: see README.md
	greeting  = 6 * time.Hour   // how long a newcomer's first post may be greeted
	remembers = 32              // latest texts of an account whose phrases are remembered
	phrase    = 3               // words of a phrase
	phrases   = 64              // of a text that count, from its beginning
	covered   = 0.5             // share of a text's phrases that its author said before: a form filled in again
	minRunes  = 20              // shorter texts ("yes", "nice one") carry no message
	maxBytes  = 4096            // of a text that are looked at

	honestly = 0.2 // chance that an honest account says a text again: far above what the talkative do

	burst     = 10 * time.Minute // the span of a burst
	hour      = time.Hour        // the span of all that is slower
	burstMin  = 20               // repeats in a burst
	hourMin   = 50               // repeats in an hour: what a forum's launch limits allow in all
	mostly    = 0.6              // share of repeats in what the account wrote in that span, or on that thread
	dayMin    = 50               // repeats within memory: what established limits allow in all
	dayPart   = 0.5
	threadMin = 10 // repeats on one thread in an hour
	threadAll = 20 // the same text so often on one thread in an hour

	floodMin   = 60  // repeats to the letter in a burst: twice what established limits allow (one in 20 s)
	floodPart  = 0.8 // their share of what the account wrote in it
	floodTexts = 32  // distinct texts at most that make up a flood
	ownVoice   = 64  // more texts of its own than this within memory make an account more than its flood

	growWait = 5 * time.Minute // no repeat waits longer to be said
	recently = 2 * growWait    // so that what is older has been said, at any tick of a minute or less
)
