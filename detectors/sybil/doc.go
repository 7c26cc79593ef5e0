// Package sybil finds accounts that one hand holds: batches that register together and accounts
// that are tied to sanctioned ones (live), and on a graph of accounts trust that spreads from known
// accounts, clusters that one source feeds, and twins.
//
// It promises that the same actions, and the same graph and seeds, give the same result, in time
// linear in the edges (times a degree for the common neighbours) and in the accounts. A shared
// address is no proof to it. It never reads a label, and it never decides.
package sybil
