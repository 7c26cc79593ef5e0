// Package board holds the forum's rules: who may do what, what each act changes, and which
// action tells of it.
//
// It promises that an act either changes the store and emits its action, both in one
// transaction, or does neither and says why with a *Refusal; and that what is out of sight
// is shown to its author alone. Sanctions are looked up in the transaction of the act, so
// one that is on the disk holds for every act after it.
//
// It knows no HTTP beyond status codes and never publishes. The store owns the rows, package
// identity the secrets; whoever holds a Tx owns the transaction.
package board
