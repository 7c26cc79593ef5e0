// Package prose writes what simulated agents say: titles, posts, comments, names, bios, the
// slogans and attacks of campaigns, and the harmless texts that look like them, from grammars
// and word lists that were written for it.
//
// It promises that the same source of randomness gives the same bytes, and that agents who
// write independently of each other do not look like copies: two of their texts of some
// sentences share few of their five-letter pieces. Secrets and addresses in its texts are drawn
// at random and open nothing. It never reads what others wrote and keeps no state but the
// grammar, so that one Library serves any number of writers.
package prose
