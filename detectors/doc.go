// Package detectors runs detectors over what is in ClickHouse, on event time.
//
// It promises that a tick at t sees what happened before t and nothing else, and fires when
// the watermark has passed t; that flags are in ClickHouse before they are on the topic; and
// that the same actions give the same flags at any speed and after any restart. A detector
// that fails is restored and tried again while the others go on.
//
// It never looks at a wall clock to decide anything, and never acts on a flag. Each detector
// is a folder: its SQL, its Go, its README with what it sees and cannot see, its tests. The
// tables flags and detector_progress are owned by this package.
package detectors
