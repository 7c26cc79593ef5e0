package remote

import (
	"errors"
	"fmt"
	"net/http"
)

// refusal is an answer that is no success. What it says is left out: services quote texts, and
// keys, in what they say.
type refusal struct{ status int }

func (r *refusal) Error() string {
	said := fmt.Sprintf("the service answers %d %s", r.status, http.StatusText(r.status))
	switch r.status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return said + ": check the key"
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return said + ": it is somewhere else, and texts are sent nowhere but to the address that was given"
	case http.StatusNotFound, http.StatusBadRequest:
		return said + ": check its address and the model's name"
	}
	return said
}

// tooMuch: what services answer to more texts, or longer ones, than they take.
func (r *refusal) tooMuch() bool {
	return r.status == http.StatusRequestEntityTooLarge || r.status == http.StatusUnprocessableEntity
}

// passing: what may go better a moment later.
func (r *refusal) passing() bool {
	return r.status == http.StatusTooManyRequests || r.status == http.StatusRequestTimeout || r.status >= 500
}

// silence is a request that no answer came to.
type silence struct{ error }

func (s *silence) Unwrap() error { return s.error }

// byText tells whether it may be a text that the service failed for, rather than the service.
func byText(err error) bool {
	var refused *refusal
	if !errors.As(err, &refused) {
		var silent *silence
		return errors.As(err, &silent)
	}
	if refused.status < 400 {
		return false
	}
	switch refused.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
		return false
	}
	return true
}
