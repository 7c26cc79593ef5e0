// Package process runs a server as a child that ends with its parent.
//
// It promises that a Process is gone soon after its parent is, however that died, and that an
// error says how the server ended and what it said last. It knows no server. A Process is owned
// by whoever ran it, who stops it.
package process
