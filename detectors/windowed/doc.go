// Package windowed is what detectors share that look at a sliding window of rows in memory.
//
// The author of a detector writes three things: a SQL query over a stretch of event time with
// a scanner for its rows (Source), and a Watcher with Take, StartAt and Tick. The Detector made
// of them implements detectors.Detector:
//
//	windowed.New(windowed.Config[post]{
//		Name: "copypasta", Version: "1", Window: 24 * time.Hour, Epoch: time.Hour,
//		Source: windowed.Source[post]{Query: textsQuery, Scan: scanPost},
//		New:    func() windowed.Watcher[post] { return newActivity() },
//	})
//
// It promises that the flags are a function of the actions alone, in whatever spans the ticks
// are run and whenever it is restarted (hold your detector to that with package detectortest),
// provided that the Watcher's state is a function of the rows taken since the window's start,
// in their order, and that Tick says nothing of its own about earlier ticks: what was said
// before is the business of package episode. The window's start moves in steps of an epoch,
// the same ones whatever the spans.
//
// Ticks at which no row came and nothing is due are skipped: a gap of thirty years costs
// nothing. A Watcher to which the passing of time matters (an episode ends when nothing comes)
// says with Wake when it wants to be asked again.
//
// It never keeps a row itself: what memory a window costs is the Watcher's affair. A day of
// seven million actions is the size to plan for: keep numbers, not strings. A detector whose
// state can be a rollup in ClickHouse had better implement detectors.Detector by itself.
package windowed
