// Package score judges what detectors and the moderator did against what is true.
//
// It promises one set of rules for a real corpus and for simulated scenarios, figures with
// intervals, and that no strategy is rewarded for accusing everybody: innocents flagged and
// sanctioned stand beside every recall. What cannot be computed is absent, never NaN. Bad data
// is an error that names the file and the line.
//
// It never runs a detector: a Predictor is handed in, and the flags and decisions of a replay
// are read from what the replay wrote. It holds no state.
package score
