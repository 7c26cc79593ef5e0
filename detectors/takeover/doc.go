// Package takeover tells accounts that somebody else has got hold of from those of a campaign: a
// ring's member that acts from a network and with a client that it never used before, after a life
// of its own elsewhere, is a victim too, and so is who was hardly seen before and acts from such a
// thief's place. Detectors of rings ask it before they accuse.
//
// It promises that its answer follows from what was seen up to the deed that it is asked about.
// It never accuses anybody, and where the forum tells no origins it says nothing.
package takeover
