// Package text makes texts comparable: it normalises what writers vary to hide a copy, and
// sketches texts so that near-duplicates are found without comparing all with all.
//
// It promises that the same input gives the same output on every machine and in every run.
// It never keeps state and never judges: what a resemblance means is its callers' business.
package text
