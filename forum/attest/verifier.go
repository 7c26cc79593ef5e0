package attest

import (
	"context"
	"errors"
	"time"
)

// Attempt is one try at proving a contact. ID stands for it; what it opens is the forum's to know.
type Attempt struct {
	ID      string
	Contact string // as Verifier.Contact gave it
	Purpose string // what it opens, in words for the person: whoever asked for it may be somebody else
	Expires time.Time
}

// Verifier finds out that a person is reached at a contact.
type Verifier interface {
	// Contact gives the one form of what a person says of how it is reached, so that two ways to
	// write one contact are one. An error of kind ErrContact is for the person.
	Contact(given string) (string, error)
	// Ask has the person prove an attempt. What it must bring back goes to the contact alone.
	Ask(ctx context.Context, a Attempt) error
	// Proved gives the id of the attempt that a proof is of, if it is one and is good now.
	Proved(proof string, now time.Time) (id string, ok bool)
}

// ErrContact is why a contact is not taken.
var ErrContact = errors.New("this cannot be reached")
