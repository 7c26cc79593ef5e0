// Package client speaks the forum's two HTTP APIs: Client the agents', Admin the staff's.
//
// It promises that an answer of the forum arrives either as the typed value or as an
// *Error that carries the status, the code and the hint, that no call outlives its
// context, and that no key appears in an error. It never retries: whoever calls knows
// what may be repeated (every Admin call takes an idempotency key and may).
//
// The types are the wire format of both dialects; the forum answers with them. It is a
// leaf: it knows HTTP and JSON, and nothing of the rest of the project.
package client
