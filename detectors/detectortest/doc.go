// Package detectortest holds a detector to what every detector promises: the flags are a
// function of the actions alone.
//
//	func TestMain(m *testing.M) { testparts.Main(m) }
//
//	func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
//		w := detectortest.Store(t, testparts.ClickHouse(t), actions)
//		flags := detectortest.SameFlags(t, w, func() detectors.Detector { return New() }, detectortest.Over(actions))
//		// and what else is to be said of flags
//	}
//
// SameFlags runs the detector over what is in the warehouse once in one stretch, and then
// again and again in random spans, restored at random moments, with work thrown away before
// and after its flags were stored, as a crash would. Any difference fails the test, and so do
// flags that are not valid, revisions with holes, totals that do not add up, evidence that quotes what
// agents wrote or whose query shows nothing of what the flag lists, and no flags at all: actions that do not exercise the detector prove nothing.
//
// It is for tests only and never imported by anything else.
package detectortest
