package admin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/roles"
	"github.com/moltwatch/moltwatch/forum/store"
)

const maxIdempotencyKey = 200

// call is a change that one of the staff asks for.
type call struct {
	who, name, key string
	role           roles.Role
	assertion      string // by passkey, that the caller shows; "" for none
	request        []byte // hash of the name and the body
}

// job is what a call asks for, and to how many agents or items; an announcement is one.
type job struct {
	amount int
	do     work
}

// change wraps a call that changes something. begin reads the body and gives the work.
func (s *Server) change(name string, begin func(body []byte) (job, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, role, err := s.authorize(r)
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		c := call{who: who, role: role, name: name, key: r.Header.Get("Idempotency-Key"), assertion: r.Header.Get(httpio.AssertionHeader)}
		status, answer, err := s.perform(w, r, &c, begin)
		if err != nil {
			if auditErr := s.auditRefused(r.Context(), c, httpio.RefusalOf(err)); auditErr != nil {
				err = errors.Join(err, auditErr)
			}
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		httpio.Write(w, status, answer)
	})
}

func (s *Server) perform(w http.ResponseWriter, r *http.Request, c *call, begin func(body []byte) (job, error)) (int, []byte, error) {
	if err := checkKey(c); err != nil {
		return 0, nil, err
	}
	body, err := httpio.ReadBody(w, r, maxBody)
	if err != nil {
		return 0, nil, err
	}
	if err := s.Board.RevokeLeaked(r.Context(), body); err != nil {
		return 0, nil, err
	}
	sum := sha256.Sum256(append([]byte(c.name+"\n"), body...))
	c.request = sum[:]
	j, err := begin(body)
	if err != nil {
		return 0, nil, err
	}
	var stored store.StoredAnswer
	err = s.Store.Update(r.Context(), func(tx *store.Tx) (err error) {
		stored, err = s.once(r.Context(), tx, *c, j)
		return err
	})
	return stored.Status, stored.Answer, err
}

func checkKey(c *call) error {
	for _, b := range []byte(c.key) {
		if b < 0x20 || b > 0x7e {
			c.key = ""
		}
	}
	if c.key == "" || len(c.key) > maxIdempotencyKey {
		c.key = ""
		return &board.Refusal{
			Status:  http.StatusBadRequest,
			Message: fmt.Sprintf("Idempotency-Key must be 1 to %d printable ASCII characters", maxIdempotencyKey),
			Hint:    "Send a header Idempotency-Key that is new for each change and the same when you repeat one.",
		}
	}
	return nil
}

// once does the work of a call, or gives the answer that the call had before.
func (s *Server) once(ctx context.Context, tx *store.Tx, c call, j job) (store.StoredAnswer, error) {
	before, err := tx.StoredAnswer(ctx, c.who, c.key)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return before, err
	case !bytes.Equal(before.Request, c.request):
		return before, &board.Refusal{Status: http.StatusUnprocessableEntity, Message: "This Idempotency-Key was used for another request", Hint: "Use a new key for a new request."}
	default:
		return before, tx.AddAudit(s.entry(c, before.Status, "repeated: nothing changed"))
	}
	if c.role != roles.Service && j.amount > 0 { // the service has caps of its own, and no hands
		action := fmt.Sprintf("%s %d %s", c.name, j.amount, hex.EncodeToString(c.request))
		if err := s.Board.JudgeMuch(ctx, tx, c.who, j.amount, action, c.assertion); err != nil {
			return store.StoredAnswer{}, err
		}
	}
	answer, outcome, err := j.do(ctx, tx, c)
	if err != nil {
		return store.StoredAnswer{}, err
	}
	stored := store.StoredAnswer{Request: c.request, Status: http.StatusOK}
	if stored.Answer, err = httpio.Encode(answer); err != nil {
		return stored, fmt.Errorf("encoding the answer: %w", err)
	}
	if err := tx.StoreAnswer(c.who, c.key, stored, s.Clock()); err != nil {
		return stored, err
	}
	return stored, tx.AddAudit(s.entry(c, stored.Status, outcome))
}

func (s *Server) entry(c call, status int, outcome string) store.AuditEntry {
	return store.AuditEntry{Time: s.Clock(), Who: c.who, Call: c.name, IdempotencyKey: c.key, Status: status, Outcome: outcome}
}

// auditRefused notes a call that came to nothing. The refusal's own words are left out: they
// may quote the body.
func (s *Server) auditRefused(ctx context.Context, c call, refusal *board.Refusal) error {
	// The note is owed even when the caller has gone.
	return s.Store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.AddAudit(s.entry(c, refusal.Status, "refused: "+http.StatusText(refusal.Status)))
	})
}

func (s *Server) sanction(body []byte) (job, error) {
	var in client.SanctionRequest
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Agents), func(ctx context.Context, tx *store.Tx, c call) (any, string, error) {
		answer, err := s.Board.Sanction(ctx, tx, c.who, in)
		return answer, fmt.Sprintf("%s: %s", in.Kind, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision)), err
	}}, nil
}

func (s *Server) lift(body []byte) (job, error) {
	var in client.LiftRequest
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Agents), func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
		answer, err := s.Board.Lift(ctx, tx, in)
		return answer, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision), err
	}}, nil
}

func (s *Server) halt(body []byte) (job, error) {
	var in client.HaltRequest
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{0, func(ctx context.Context, tx *store.Tx, c call) (any, string, error) {
		answer, err := s.Board.Halt(ctx, tx, c.who, in)
		return answer, tallyHalt(in, answer), err
	}}, nil
}

func (s *Server) unhalt(body []byte) (job, error) {
	var in client.HaltRequest
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{0, func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
		answer, err := s.Board.Unhalt(ctx, tx, in)
		return answer, tallyHalt(in, answer), err
	}}, nil
}

func tallyHalt(r client.HaltRequest, a client.SanctionAnswer) string {
	words := tally(a.Applied, a.Already, a.Unknown, "")
	if r.All {
		words = "everybody: " + words
	}
	return words
}

func (s *Server) remove(restore bool) func([]byte) (job, error) {
	return func(body []byte) (job, error) {
		var in client.ContentRequest
		if err := httpio.Decode(body, &in); err != nil {
			return job{}, err
		}
		return job{len(in.Items), func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
			answer, err := s.Board.Remove(ctx, tx, in, restore)
			return answer, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision), err
		}}, nil
	}
}

func (s *Server) erase(body []byte) (job, error) {
	var in client.ContentRequest
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Items), func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
		answer, err := s.Board.EraseContent(ctx, tx, in)
		return answer, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision), err
	}}, nil
}

func tally(applied, already, unknown int, decision string) string {
	words := fmt.Sprintf("%d applied, %d already, %d unknown", applied, already, unknown)
	if decision != "" {
		words += ", decision " + decision
	}
	return words
}

func (s *Server) announce(body []byte) (job, error) {
	var in client.Announcement
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{1, func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
		answer, err := s.Board.Announce(ctx, tx, in)
		return answer, "post " + answer.PostID, err
	}}, nil
}
