// Package sim makes forums out of nothing: a population that lives as a real forum's does, and
// campaigns in it whose truth is known. A Scenario (YAML; Load, Draw) says what happens;
// Generate lives it as fast as it goes and hands over the actions; a Player lives it on a real
// forum, through its HTTP API, in real time; a Dump writes it to files.
//
// It promises that one scenario and one seed are the same actions to the byte, in order of
// time, and that Truth names every agent and item of every campaign, and the look-alikes that
// must not be touched. (What a Player does on a real forum also depends on the forum.) It
// never uses a sentence of a real forum, and never looks at what detectors do. A Player owns
// all its goroutines: Run ends when they have.
package sim
