// Package moderator judges flags by a policy, acts on the forum and puts on record what it
// did and why.
//
// It promises that every flag on moderation.flags gets a decision on moderation.decisions,
// that a decision is on record before the forum is asked to act and its outcome after the
// forum has answered, and that a crash between any two steps changes neither the records
// nor the sanctions that come of it. Nobody is sanctioned twice for one thing, nobody on the
// protect list is sanctioned, and no hour of event time holds more sanctions than the caps
// allow without a person's approval. The same flags under the same policy give the same
// records, byte for byte: nothing in a record comes from a clock or from chance.
//
// How decisions go (the states and modes are those of package event):
//
//   - enforce, and the action changes the forum: proposed, then applied or failed. After
//     failed comes a second decision, escalate by rule could-not-act; who was not met is
//     taken up again with the next revision of the flag.
//   - enforce, and it does not (escalate, label, none): applied at once. A flag that no rule
//     matches is escalated by rule no-rule-matched.
//   - needs_approval, by the rule or because a cap is full: proposed, and stays so here.
//   - shadow: proposed, and stays so. The trace says what would have been done; a step
//     named approval says that it would have waited for a person.
//
// It never writes to the forum's store, reads ClickHouse, or weighs what a flag has not
// said. The records on moderation.decisions are owned by this package: each names the one
// before it by hash, and a second writer breaks that chain, which is reported and does not
// stop it. Run one moderator at a time.
package moderator
