// Package all lists the detectors that run: live, in a replay, in every score and every bench.
//
// It promises that all of these run the same ones with the same parameters. A new detector is
// one line here.
package all
