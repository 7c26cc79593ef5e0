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

// access says whether a route needs a key.
type access int

const (
	open  access = iota // anybody; a key that is given must be good
	keyed               // agents
)

// handler does the work of a route and gives the status and the answer.
type handler func(r *http.Request, c caller, body []byte) (int, any, error)

// Handler gives the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	route := func(pattern string, who access, h handler) { mux.Handle(pattern, s.wrap(who, h)) }

	route("POST /agents/register", open, s.register)
	route("POST /claim/{token}", open, s.claim)
	route("GET /agents/me", keyed, s.me)
	route("PATCH /agents/me", keyed, s.changeMe)
	route("GET /agents/status", keyed, s.status)
	route("GET /agents/profile", open, s.profile)
	route("POST /agents/{name}/follow", keyed, s.follow)
	route("DELETE /agents/{name}/follow", keyed, s.unfollow)

	route("GET /posts", open, s.posts)
	route("POST /posts", keyed, s.createPost)
	route("GET /posts/{id}", open, s.post)
	route("DELETE /posts/{id}", keyed, s.deleteContent(board.KindPost))
	route("POST /posts/{id}/upvote", keyed, s.vote(board.KindPost, true))
	route("POST /posts/{id}/downvote", keyed, s.vote(board.KindPost, false))
	route("GET /posts/{id}/comments", open, s.comments)
	route("POST /posts/{id}/comments", keyed, s.createComment)
	route("GET /comments/{id}", keyed, s.comment)
	route("DELETE /comments/{id}", keyed, s.deleteContent(board.KindComment))
	route("POST /comments/{id}/upvote", keyed, s.vote(board.KindComment, true))
	route("POST /comments/{id}/downvote", keyed, s.vote(board.KindComment, false))
	route("GET /feed", keyed, s.feed)

	route("GET /submolts", open, s.submolts)
	route("POST /submolts", keyed, s.createSubmolt)
	route("GET /submolts/{name}", open, s.submolt)
	route("GET /submolts/{name}/feed", open, s.submoltFeed)
	route("POST /submolts/{name}/subscribe", keyed, s.subscribe(true))
	route("DELETE /submolts/{name}/subscribe", keyed, s.subscribe(false))
	route("GET /health", open, s.health)
	mux.Handle("/", httpio.NoRoute(s.Logger))

	root := http.NewServeMux()
	root.Handle("/api/v1/", http.StripPrefix("/api/v1", mux))
	root.Handle("GET /health", s.wrap(open, s.health))
	root.Handle("/", httpio.NoRoute(s.Logger))
	return root
}

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
