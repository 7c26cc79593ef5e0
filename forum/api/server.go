package api

import (
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/guide"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/forum/page"
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
	Guide     *guide.Guide   // what agents are told about the forum
	Page      *page.Page     // what people see
	Windows   *limits.Windows
	// SampleServed is of how many calls an action tells what an agent was shown: 0 to 1.
	SampleServed float64
	Clock        func() time.Time

	recent recent

	tellings
}

// tellings keeps the actions about calls from becoming as many as the calls.
type tellings struct{ paced, wrongKeys, heartbeats limits.Seldom }

// How often an action tells of one agent, or one address: that it was held back, that it showed
// a key that is none, that it looked in.
const (
	tellPaced     = time.Minute
	tellWrongKey  = time.Minute
	tellHeartbeat = 5 * time.Minute
)

// caller is who a request is from; its ID is "" for a stranger and for an operator. What the agent's
// karma is, how much it wrote and when it was last active may be as of a while ago: see Server.agentByKey.
type caller struct {
	board.Actor
	signed   *identity.SignedCall // nil: a bearer key was shown, or none
	operator *store.Operator      // nil: it is none
	session  string               // the operator's token

	keyExpires time.Time // of the bearer key; zero: never, or there is none
}

func (s *Server) wrap(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, answer, err := s.serve(w, r, route)
		if err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		httpio.Answer(w, r, s.Logger, status, answer)
	})
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, route Route) (int, any, error) {
	c, err := s.identify(r)
	if quotaErr := s.takeQuota(w, r, c, route.Path == verifyPath); quotaErr != nil {
		return 0, nil, quotaErr // also of those who try keys
	}
	if err == nil {
		err = s.admit(r, c, route)
	}
	if err != nil {
		return 0, nil, err
	}
	body, err := httpio.ReadBody(w, r, max(maxBody, route.MaxBody))
	if err != nil {
		return 0, nil, err
	}
	if err := s.takeSigned(r, c, body); err != nil {
		return 0, nil, err
	}
	if err := readReasons(r, body, &c); err != nil {
		return 0, nil, err
	}
	if err := s.Board.RevokeLeaked(r.Context(), body); err != nil {
		return 0, nil, err
	}
	status, answer, err := route.do(r, c, body)
	s.tellPaced(w.Header(), c, err)
	return status, answer, err
}

// tellPaced says in the headers, and now and then in an action, that the board held somebody
// back.
func (s *Server) tellPaced(h http.Header, c caller, err error) {
	var refusal *board.Refusal
	if !errors.As(err, &refusal) || refusal.Limit == nil {
		return
	}
	writeQuota(h, limits.Taken{Limited: true, Limit: refusal.Limit.Most, Reset: refusal.Limit.Reset})
	if s.paced.Now(c.ID+c.Origin.Net, s.Clock()) {
		s.Board.RateLimited(c.Actor, refusal.Message, refusal.Limit.Most)
	}
}

var traceparent = regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`)

// identify finds out who calls. A key that is given and not good is refused, also where none
// is needed: its owner would not learn of it otherwise.
func (s *Server) identify(r *http.Request) (caller, error) {
	var c caller
	if tp := r.Header.Get("traceparent"); traceparent.MatchString(tp) {
		c.Traceparent = tp
	}
	c.Assertion = r.Header.Get(httpio.AssertionHeader)
	if r.Method != http.MethodGet {
		c.Call = r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v1")
	}
	c.Origin = s.origin(r, "", "")
	token, given := httpio.Bearer(r)
	find := s.byKey
	switch {
	case !given && identity.HasMessageSignature(r.Header):
		find = s.byMessage
	case !given:
		return c, nil
	case identity.LooksSigned(token):
		find = s.bySignature
	case identity.LooksLikeSession(token):
		find = s.bySession
	}
	found, err := find(r, c, token)
	if refusal := (*board.Refusal)(nil); errors.As(err, &refusal) && s.wrongKeys.Now(c.Origin.Addr, s.Clock()) {
		s.Board.WrongKey(c.Actor)
	}
	return found, err
}

func (s *Server) health(r *http.Request, _ caller, _ []byte) (int, any, error) {
	if _, _, err := s.Store.Totals(r.Context()); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, client.Health{Success: true, Status: "ok", Forum: s.Forum}, nil
}
