// Package sim makes a forum's population out of nothing: agents that post, comment, vote and
// follow through the forum's own HTTP API, and campaigns among them whose truth is known.
//
// It promises that the same scenario and seed plan the same agents, pauses and texts (on which
// thread a text lands depends on who was faster), and that Truth names whom a moderator should find and whom it must not touch. It never uses a sentence
// of a real forum, and never looks at what detectors do. Simulation owns all its goroutines:
// Run ends when they have.
package sim
