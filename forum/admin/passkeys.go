package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
)

// step is a part of a ceremony, for one of the staff.
type step func(ctx context.Context, p httpio.Passkeys, h board.Holder, r *http.Request, body []byte) (int, any, error)

// passkey wraps a call about the caller's own passkeys. It is no change with a stored answer, which
// would keep a token that opens something; what it came to is in the audit all the same.
func (s *Server) passkey(name string, do step) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _, err := s.authorize(r)
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		c := call{who: who, name: name}
		var status int
		var answer any
		body, err := httpio.ReadBody(w, r, maxBody)
		if err == nil {
			status, answer, err = do(r.Context(), httpio.Passkeys{Board: s.Board}, board.StaffHolder(who), r, body)
		}
		if err != nil {
			if auditErr := s.auditRefused(r.Context(), c, httpio.RefusalOf(err)); auditErr != nil {
				err = errors.Join(err, auditErr)
			}
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		if r.Method != http.MethodGet {
			err := s.Store.Update(context.WithoutCancel(r.Context()), func(tx *store.Tx) error { return tx.AddAudit(s.entry(c, status, "")) })
			if err != nil {
				httpio.Fail(w, r, s.Logger, err)
				return
			}
		}
		httpio.Answer(w, r, s.Logger, status, answer)
	})
}

// passkeyRoutes gives the calls about the caller's own passkeys.
func (s *Server) passkeyRoutes() map[string]http.Handler {
	return map[string]http.Handler{
		"POST /admin/v1/passkeys/reset": s.change("reset passkeys", s.resetPasskeys),
		"GET /admin/v1/passkeys": s.passkey("passkeys", func(ctx context.Context, p httpio.Passkeys, h board.Holder, _ *http.Request, _ []byte) (int, any, error) {
			return p.List(ctx, h)
		}),
		"POST /admin/v1/passkeys/registrations": s.passkey("begin passkey", func(ctx context.Context, p httpio.Passkeys, h board.Holder, r *http.Request, _ []byte) (int, any, error) {
			return p.Begin(ctx, h, r.Header.Get(httpio.AssertionHeader))
		}),
		"POST /admin/v1/passkeys": s.passkey("add passkey", func(ctx context.Context, p httpio.Passkeys, h board.Holder, _ *http.Request, body []byte) (int, any, error) {
			return p.Add(ctx, h, body)
		}),
		"DELETE /admin/v1/passkeys/{id}": s.passkey("remove passkey", func(ctx context.Context, p httpio.Passkeys, h board.Holder, r *http.Request, _ []byte) (int, any, error) {
			return p.Remove(ctx, h, r.PathValue("id"), r.Header.Get(httpio.AssertionHeader))
		}),
		"POST /admin/v1/passkeys/assertions/begin": s.passkey("begin assertion", func(ctx context.Context, p httpio.Passkeys, h board.Holder, _ *http.Request, body []byte) (int, any, error) {
			return p.BeginAssertion(ctx, h, body)
		}),
		"POST /admin/v1/passkeys/assertions": s.passkey("assert", func(ctx context.Context, p httpio.Passkeys, h board.Holder, _ *http.Request, body []byte) (int, any, error) {
			return p.Assert(ctx, h, body)
		}),
	}
}

// resetPasskeys takes all passkeys of somebody away who has lost them.
func (s *Server) resetPasskeys(body []byte) (job, error) {
	var in client.PasskeyReset
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	if in.Holder == "" || len(in.Holder) > board.MaxID {
		return job{}, &board.Refusal{Status: http.StatusBadRequest, Message: "holder must be given", Hint: "It is operator:ID or staff:NAME."}
	}
	return job{do: func(_ context.Context, tx *store.Tx, c call) (any, string, error) {
		n, err := s.Board.ResetPasskeys(tx, c.who, in.Holder, c.assertion)
		return client.DoneAnswer{Success: true, Message: fmt.Sprintf("%d passkeys open nothing any more.", n), Action: "passkeys_reset"}, fmt.Sprintf("%d of %s", n, in.Holder), err
	}}, nil
}
