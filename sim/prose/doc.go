// Package prose writes what simulated agents say, from a grammar and word lists of its own.
//
// It promises that one source of randomness gives one text, and that two texts by chance
// resemble each other no more than those of honest agents do. It keeps no state.
package prose
