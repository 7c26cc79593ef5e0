// Package poll watches a forum that we do not run: it reads a Moltbook-compatible forum's public
// lists over and over and publishes what is new as actions.
//
// It promises that each post and comment that it finds is published, in order of time within a
// round, though it be killed at any moment (its producer's numbers and what it has read are on
// disk before they are published); that its watermark is the start of the last round it
// finished, by the forum's clock; and that it never asks more often than the forum allows.
// What it cannot see it does not make up: votes come as totals (score.observed), registrations,
// deletions and votes of single agents not at all, and threads older than Config.Follow are no
// longer read. It needs no rights but those of a reader. The state file is owned by one poller.
package poll
