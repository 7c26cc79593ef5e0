// Package secrets finds in a text what its writer should not have shown: API keys of known
// shapes, private keys, seed phrases, passwords, e-mail addresses; and wallet addresses that
// come with an ask for money.
//
// It promises that Mask leaves no secret that Find knows, that masking twice is masking once,
// that spans are bytes of the text given, ordered and apart, and that time is linear in the
// text. It never keeps, logs or returns a secret: a finding is a kind and a place. Whether a
// kind is held, masked or reported is its callers' business.
package secrets
