// Package compat holds clients that were written for Moltbook and knows nothing else: its tests
// run each of them, unchanged, against a forum of ours.
//
// It promises nothing to anybody; the forum promises by it that those clients work. The clients
// come from npm by a lockfile, without their install scripts, and are never in the program.
package compat
