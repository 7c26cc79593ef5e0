// Package ledger is what the moderator remembers: whom each flag named, which decision is in
// which state, who is under which sanction because of it, how much of the caps is used, and
// the record that the next one must follow.
//
// It promises that its contents are a function of the flags and decision records it was
// given, in their order, and of nothing else: whoever reads the two topics from their first
// records has the same ledger as the moderator. What it is given twice counts once.
//
// It never publishes, reads a clock or decides: rules are the policy's, and event time
// comes with each record. A Ledger is owned by one goroutine.
package ledger
