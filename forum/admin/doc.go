// Package admin is the HTTP API for the forum's staff, on a listener of its own.
//
// It promises that nothing happens without one of the staff's tokens, that a call repeated
// under its idempotency key changes nothing and gets the first answer, that all of a call's
// effects, its answer and its line in the audit are one transaction, and that no token and no
// body is in the audit. Every call that would change something is in the audit, and so is
// every one that was refused for its token, those that are alike as two lines a minute; readings are not.
package admin
