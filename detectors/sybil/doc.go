// Package sybil finds accounts that one hand holds. So far it holds the parts that work on a
// graph of accounts: trust that spreads from known accounts, and clusters that one source
// feeds; no live detector runs them yet.
//
// It promises that the same graph and seeds give the same scores, in time linear in the edges
// (times a degree for the common neighbours). It never reads a label, and it never decides.
package sybil
