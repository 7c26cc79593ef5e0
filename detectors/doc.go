// Package detectors runs detectors over what is in ClickHouse, on event time.
//
// It promises that a tick at t sees what happened before t and nothing else, and fires when
// the watermark has passed t; that flags are in ClickHouse before they are on the topic; and
// that the same actions give the same flags at any speed and after any restart. All detectors
// run the same ticks together and their flags are published together, by tick, detector, id,
// revision and part. A detector that fails, panics or takes long is left behind, restored and
// tried again while the others go on; with Config.Lockstep the others wait for it, so that the
// order holds whatever happens.
//
// It never looks at a wall clock to decide anything, and never acts on a flag. Each detector
// is a folder: its SQL, its Go, its README with what it sees and cannot see, its tests. The
// tables flags and detector_progress are owned by this package.
//
// # Writing a detector
//
// Package windowed makes one of a query, and of a Watcher that holds a sliding window in
// memory; package episode keeps one flag an episode. Detector can also be implemented as it
// is, with an episode.Book for what is said. Package detectortest holds either to the promise
// above. What reads more than the actions names the stages it waits for (Staged). It runs once
// it is in the list of package all.
//
// # Severity and confidence
//
// They are two questions, and the moderator's policy asks both. Severity says what the case
// deserves if it is proven, whatever the doubt:
//
//	low       a look: nothing to act on, a person may want to know
//	medium    a label or a warning; a pause for what is only new and fast
//	high      the items go, or the agents that made them
//	critical  at once: it spreads or harms while one waits
//
// Confidence is the probability that the flag is right: that the agents and items it lists
// did, on purpose, what its kind says. Of all flags raised with 0.9, nine in ten are right. A
// detector that cannot tell that probability claims less, and never sets Calibrated, which
// says that it was measured against outcomes. A doubt about a grave case is high with 0.5, and
// not medium with 0.9.
package detectors
