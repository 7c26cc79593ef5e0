package board

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Refusal is why the forum does not do what it is asked to. All of it is for the caller, but the cause.
type Refusal struct {
	Status  int      // of HTTP
	Message string   // what is wrong
	Hint    string   // what to do about it
	Faults  []string // of a body: every field that is wrong
	Limit   *Limit   // of a 429: when to try again
	Passkey string   // the action that an assertion by passkey is needed for
	Looked  string   // the name that a 404 was looked for by, masked; "" where none was
	Cause   error    // what else failed: for the log
}

// Limit is a limit that is reached.
type Limit struct {
	Most           int // it allows so many
	Reset          time.Time
	After          time.Duration // from now to Reset, rounded up to seconds
	DailyRemaining *int          // of a limit for a day
}

func (r *Refusal) Error() string { return r.Message }

func (r *Refusal) Unwrap() error { return r.Cause }

func notFound(what, hint string) error {
	return &Refusal{Status: http.StatusNotFound, Message: what + " not found", Hint: hint}
}

// found turns the store's ErrNotFound into a refusal that names what was looked for.
func found(err error, what, hint string) error {
	if errors.Is(err, store.ErrNotFound) {
		return notFound(what, hint)
	}
	return err
}

func invalid(message, hint string) error {
	return &Refusal{Status: http.StatusBadRequest, Message: message, Hint: hint}
}

// faults gathers what is wrong with a body, so that a caller learns all of it at once.
type faults []string

func (f *faults) want(ok bool, format string, args ...any) {
	if !ok {
		*f = append(*f, fmt.Sprintf(format, args...))
	}
}

func (f *faults) refusal() error {
	if len(*f) == 0 {
		return nil
	}
	return &Refusal{Status: http.StatusBadRequest, Message: strings.Join(*f, "; "), Hint: "Correct the fields that are named and send it again.", Faults: *f}
}
