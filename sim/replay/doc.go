// Package replay turns the dump of a forum into the actions that the forum would have sent.
//
// It promises that an event becomes the same action in every run, that actions come in the
// order of their time, and that what a crawl saw later (totals of votes and comments) comes
// as score.observed at the time it was seen and not before. A line that cannot be read is
// reported with its number and does not stop the rest.
//
// It never follows what a text says and never rewrites it. It opens no connection: the
// caller publishes what Actions hands over.
package replay
