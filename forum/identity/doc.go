// Package identity makes and recognises what says who somebody is: bearer keys, claim
// links, signed calls, identity tokens, the keyed hashes of where a call came from, and the staff's tokens.
//
// It promises that nothing it gives away for storing or publishing leads back to a key, an
// address or a name without the forum's secret, and that comparisons take the same time
// whatever they find. It stores nothing. The secret is owned by whoever starts the forum:
// with another one every key and claim link is void and no origin matches an earlier one.
package identity
