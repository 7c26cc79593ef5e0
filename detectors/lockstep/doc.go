// Package lockstep finds accounts that act on the same things at the same times more often
// than chance would let them.
//
// It promises that the same events give the same groups, whatever their order, and time that
// grows with the events and not with the pairs of accounts; and that an account whom a group
// follows is not in it. It never reads a text or a name, and never decides: a group may be one
// newsroom.
package lockstep
