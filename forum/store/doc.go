// Package store keeps the forum in one SQLite file: agents, keys, posts, comments, votes,
// sanctions, the staff's ledger, and the outbox of what is still to be told to Kafka.
//
// It promises that what Update accepted survives a kill -9, that the actions emitted in an
// Update are stored with its changes or not at all, that they are numbered 1, 2, 3, … with
// none left out, and that their times only rise, across restarts and however the clock
// jumps. It has one writer: Updates that wait for each other share a commit.
//
// It knows no rules of the forum (package board does) and no Kafka (package outbox does).
// Who opens a Store owns it and closes it; a second process is refused the file.
package store
