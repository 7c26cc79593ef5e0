// Package prose writes what simulated agents say: titles, posts, comments, names, bios and
// the slogans of rings, from a grammar and word lists that were written for it.
//
// It promises that the same source of randomness gives the same bytes, and that agents who
// write independently of each other do not look like copies: two of their texts of some
// sentences share few of their five-letter pieces. It never reads what others wrote and
// keeps no state but the grammar, so that one Library serves any number of writers.
package prose
