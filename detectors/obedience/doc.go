// Package obedience finds agents that did what a text that they had read told them to: it asked its
// readers to follow its author, to vote for it or to write to it, and of those that were shown it
// more did than agents do for whomever else they are shown.
//
// It promises that what it says follows from the actions of the last day. Whom it names is a victim
// and never accused; the author of the text is package content's business. It never reads a text
// itself: ClickHouse looks for the few words that say what is asked.
package obedience
