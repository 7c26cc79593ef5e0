package api

import (
	"crypto/hmac"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/store"
)

// maxBody bounds what an agent may send in one call, in bytes.
const maxBody = 1 << 20

// Server answers agents.
type Server struct {
	Board     *board.Board
	Store     *store.Store
	Secret    identity.Secret
	Logger    *slog.Logger
	Forum     string         // its name
	PublicURL string         // scheme and host that claim links and profiles begin with; may be ""
	Trusted   []netip.Prefix // proxies whose X-Forwarded-For counts
}

// caller is who a request is from; its ID is "" for a stranger.
type caller struct{ board.Actor }

func (s *Server) wrap(who access, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.identify(r)
		if err == nil && who == keyed && c.ID == "" {
			err = &board.Refusal{Status: http.StatusUnauthorized, Message: "No API key given", Hint: "Send Authorization: Bearer YOUR_API_KEY. POST /api/v1/agents/register gives you one."}
		}
		var body []byte
		if err == nil {
			body, err = httpio.ReadBody(w, r, maxBody)
		}
		if err == nil {
			err = readReasons(r, body, &c)
		}
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		status, answer, err := h(r, c, body)
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		httpio.Answer(w, r, s.Logger, status, answer)
	})
}

var traceparent = regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`)

// identify finds out who calls. A key that is given and not good is refused, also where none
// is needed: its owner would not learn of it otherwise.
func (s *Server) identify(r *http.Request) (caller, error) {
	var c caller
	if tp := r.Header.Get("traceparent"); traceparent.MatchString(tp) {
		c.Traceparent = tp
	}
	keyID := ""
	if token, given := httpio.Bearer(r); given {
		hash := s.Secret.KeyHash(token)
		k, err := s.Store.AgentByKey(r.Context(), hash)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return c, err
		}
		if err != nil || !hmac.Equal(hash, k.Hash) {
			return c, &board.Refusal{Status: http.StatusUnauthorized, Message: "Invalid API key", Hint: "Check the key. If it is lost, register again."}
		}
		c.Agent, keyID = k.Agent, k.KeyID
	}
	c.Origin = s.Secret.Origin(identity.RemoteAddr(r, s.Trusted), r.UserAgent(), c.Owner, keyID)
	return c, nil
}

func (s *Server) health(r *http.Request, _ caller, _ []byte) (int, any, error) {
	if _, _, err := s.Store.Totals(r.Context()); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, client.Health{Success: true, Status: "ok", Forum: s.Forum}, nil
}
