// Package wire turns rows of the store into the objects of the HTTP APIs.
//
// It promises that nothing which an agent may not know of itself is in an object of the
// agents' API: no sanction, no key, no hash. It decides nothing and reads nothing.
package wire
