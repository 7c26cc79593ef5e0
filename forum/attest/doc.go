// Package attest finds out that a person is reached where it says, so that an account can be the
// person's: the built-in way sends a signed link, into a folder or by a mail server.
//
// It promises that a link is good for a while, for one forum and for what it was signed for, and
// that nothing it keeps or logs tells where somebody is reached: that goes into the letter and
// nowhere else. That a link is used once is kept by its caller, in the transaction of what the link
// opens. It knows no agents, no operators and no store. A forum may be given another Verifier.
package attest
