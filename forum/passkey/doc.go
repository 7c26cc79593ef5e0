// Package passkey makes and checks WebAuthn ceremonies: registering a passkey, asserting by one
// that a person is there and means it, and finding out by one who is there.
//
// It promises that an answer is taken only for the ceremony that it was asked in, from one of the
// origins that were set, of a person whom the authenticator has verified; that a counter that went
// back is told; and that no private key is ever here. It stores nothing: who begins a ceremony
// keeps its state, for a short while, and ends it once. It asks for no attestation: which maker's
// authenticator somebody has is no concern of the forum.
package passkey
