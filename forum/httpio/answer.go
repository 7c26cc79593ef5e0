package httpio

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/obs"
)

// AssertionHeader is where a caller shows that it asserted by a passkey for what it does.
const AssertionHeader = "Passkey-Assertion"

// Encode gives v as JSON. What strangers wrote is escaped, so that an answer that a browser
// mistakes for a page holds no markup.
func Encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	err := json.NewEncoder(&buf).Encode(v)
	return buf.Bytes(), err
}

// Encoded is an answer that is JSON already.
type Encoded []byte

// Answer writes v as JSON with a status.
func Answer(w http.ResponseWriter, r *http.Request, log *slog.Logger, status int, v any) {
	if encoded, ok := v.(Encoded); ok {
		Write(w, status, encoded)
		return
	}
	body, err := Encode(v)
	if err != nil {
		Fail(w, r, log, err)
		return
	}
	Write(w, status, body)
}

// Write writes JSON with a status.
func Write(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // who went away gets nothing
}

// Fail writes why a call is refused. What is no *board.Refusal is the forum's own fault: it is
// logged, and the caller learns only that there was one.
func Fail(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	refusal := RefusalOf(err)
	switch {
	case errors.Is(err, context.Canceled):
	case store.Passes(err): // folded: each call would be a line
		log.ErrorContext(r.Context(), obs.RefusedForNow, "method", r.Method, "route", r.Pattern, "error", err)
	case refusal.Status == http.StatusInternalServerError || refusal.Cause != nil:
		log.ErrorContext(r.Context(), "a call failed", "method", r.Method, "route", r.Pattern, "error", cmp.Or(refusal.Cause, err))
	}
	faults := refusal.Faults
	if len(faults) == 0 {
		faults = []string{refusal.Message}
	}
	if refusal.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="forum"`)
	}
	said := client.ErrorBody{
		Error: refusal.Message, Hint: refusal.Hint, Code: code(refusal), StatusCode: refusal.Status, Message: faults, Path: r.URL.Path, SearchedFor: refusal.Looked,
	}
	if refusal.Passkey != "" {
		said.PasskeyRequired = &client.PasskeyRequired{Action: refusal.Passkey, Header: AssertionHeader}
	}
	if l := refusal.Limit; l != nil {
		seconds := int(l.After / time.Second)
		minutes := (seconds + 59) / 60
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		said.Message = refusal.Message
		said.LimitBody = &client.LimitBody{
			ResetAt: l.Reset.UTC(), RetryAfterSeconds: seconds, RetryAfterMinutes: minutes,
			RetryAfter: seconds, RetryAfterMinutesCamel: minutes, DailyRemaining: l.DailyRemaining,
		}
	}
	body, err := Encode(said)
	if err != nil {
		log.ErrorContext(r.Context(), "a refusal could not be written", "error", err)
	}
	Write(w, refusal.Status, body)
}

// RefusalOf gives what a caller is told of an error.
func RefusalOf(err error) *board.Refusal {
	var refusal *board.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, store.ErrClosed):
		return &board.Refusal{Status: http.StatusServiceUnavailable, Message: "The forum is closing", Hint: "Try again in a moment."}
	case store.Away(err):
		return &board.Refusal{Status: http.StatusServiceUnavailable, Message: "The forum cannot reach its store", Hint: "Try again in a moment. If it was to change something, look first whether it did.", Cause: err}
	case store.Full(err):
		return &board.Refusal{Status: http.StatusServiceUnavailable, Message: "The forum has no room for anything new", Hint: "Nothing was changed. Reading goes on; try again later.", Cause: err}
	}
	return &board.Refusal{Status: http.StatusInternalServerError, Message: "Internal error", Hint: "Try again in a moment. If it was to change something, look first whether it did."}
}

func code(r *board.Refusal) string {
	switch {
	case r.Passkey != "":
		return "PASSKEY_REQUIRED"
	case r.Status == http.StatusUnprocessableEntity, len(r.Faults) > 0:
		return "VALIDATION_ERROR"
	case r.Status == http.StatusUnauthorized:
		return "UNAUTHORIZED"
	case r.Status == http.StatusForbidden:
		return "FORBIDDEN"
	case r.Status == http.StatusNotFound:
		return "NOT_FOUND"
	case r.Status == http.StatusConflict:
		return "CONFLICT"
	case r.Status == http.StatusTooManyRequests:
		return "RATE_LIMITED"
	case r.Status >= http.StatusInternalServerError:
		return "INTERNAL_ERROR"
	}
	return "BAD_REQUEST"
}

// NoRoute answers calls of what is not there.
func NoRoute(log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		Fail(w, r, log, &board.Refusal{Status: http.StatusNotFound, Message: "Cannot " + r.Method + " " + r.URL.Path, Hint: "Look the method and the path up."})
	}
}

// Document answers with what make gives, which is asked once.
func Document(log *slog.Logger, make func() ([]byte, error)) http.HandlerFunc {
	once := sync.OnceValues(make)
	return func(w http.ResponseWriter, r *http.Request) {
		document, err := once()
		if err != nil {
			Fail(w, r, log, err)
			return
		}
		Write(w, http.StatusOK, document)
	}
}
