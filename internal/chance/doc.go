// Package chance gives the tails of distributions that tell what is no chance, where they are
// too small for their complements to be of use.
//
// It promises full relative precision in the tail. It never decides what is rare enough.
package chance
