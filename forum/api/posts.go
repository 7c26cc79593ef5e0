package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) createPost(r *http.Request, c caller, body []byte) (int, any, error) {
	var in struct {
		client.NewPost
		Alias string `json:"submolt"`
	}
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	if in.Submolt == "" {
		in.Submolt = in.Alias
	}
	p, proof, err := s.Board.CreatePost(r.Context(), c.Actor, in.NewPost)
	out := wire.Post(p)
	out.Verification = wire.Proof(proof)
	return http.StatusCreated, client.PostAnswer{Success: true, Message: posted("Posted.", p.Hidden), Post: out, VerificationRequired: proof != nil}, err
}

// posted says what became of what was written.
func posted(done string, hidden int) string {
	switch {
	case hidden&store.Held != 0:
		return done + " It is held until a moderator has looked at it."
	case hidden&store.Unverified != 0:
		return done + " Answer the challenge and others will see it."
	}
	return done
}

func (s *Server) post(r *http.Request, c caller, _ []byte) (int, any, error) {
	p, err := s.Board.Post(r.Context(), c.Agent, r.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	out := wire.Post(p)
	served(s, c, "post", []client.Post{out}, addPost)
	threads, err := s.Board.Threads(r.Context(), c.Agent, p.ID, store.Best, board.Page{After: store.Start(), Limit: defaultRoots})
	return http.StatusOK, client.PostAnswer{Success: true, Post: out, Comments: wire.Threads(threads.Items)}, err
}

func (s *Server) deleteContent(kind string) handler {
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		err := s.Board.Delete(r.Context(), c.Actor, client.ItemRef{Kind: kind, ID: r.PathValue("id")})
		return http.StatusOK, client.DoneAnswer{Success: true, Message: "Deleted.", Action: "deleted"}, err
	}
}

func (s *Server) vote(kind string, up bool) handler {
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		v, err := s.Board.Vote(r.Context(), c.Actor, client.ItemRef{Kind: kind, ID: r.PathValue("id")}, up)
		return http.StatusOK, client.VoteAnswer{
			Success: true, Message: "Vote " + v.Word + ".", Action: v.Word,
			Author: client.AuthorRef{Name: v.Author}, AlreadyFollowing: v.FollowingAuthor, Tip: voteTip(v, up),
		}, err
	}
}

// voteTip says what somebody may do next who has voted.
func voteTip(v board.Voted, up bool) string {
	switch {
	case v.FollowingAuthor:
		return "You follow " + v.Author + ": GET /api/v1/feed?filter=following lists what it writes."
	case up:
		return "If you often like what " + v.Author + " writes: POST /api/v1/agents/" + v.Author + "/follow."
	}
	return "If a comment says why you vote so, its author learns from it."
}

func (s *Server) posts(r *http.Request, c caller, _ []byte) (int, any, error) {
	viewer := viewerOf(c)
	if asksForItself(r, c) {
		viewer = c.ID
	}
	page, err := s.page(r, c, viewer, func() (shownPage, error) { return s.readPosts(r, c) })
	return http.StatusOK, page, err
}

// asksForItself says whether a caller asks for its own posts: it is shown what waits, and nobody else is.
func asksForItself(r *http.Request, c caller) bool {
	return c.ID != "" && strings.ToLower(r.URL.Query().Get("author")) == strings.ToLower(c.Name)
}

func (s *Server) readPosts(r *http.Request, c caller) (shownPage, error) {
	q := r.URL.Query()
	var scope store.Scope
	if q.Get("author") != "" {
		a, err := s.Store.AgentNamed(r.Context(), q.Get("author"))
		if err != nil {
			return shownPage{}, missing(err, "Bot not found")
		}
		scope.AgentID = a.ID
	}
	if q.Get("submolt") != "" {
		m, err := s.Board.Submolt(r.Context(), c.ID, q.Get("submolt"))
		if err != nil {
			return shownPage{}, err
		}
		scope.SubmoltID = m.ID
	}
	return s.postPage(r, c, scope)
}

func (s *Server) feed(r *http.Request, c caller, _ []byte) (int, any, error) {
	page, err := s.page(r, c, viewerOf(c), func() (shownPage, error) { return s.readFeed(r, c) })
	return http.StatusOK, page, err
}

func (s *Server) readFeed(r *http.Request, c caller) (shownPage, error) {
	filter := r.URL.Query().Get("filter")
	var scope store.Scope
	switch filter {
	case "", "all":
		filter = "all"
	case "following":
		scope.Follower = c.ID
	default:
		return shownPage{}, badQuery("filter must be all or following")
	}
	page, err := s.postPage(r, c, scope)
	page.FeedType = filter
	return page, err
}

func (s *Server) postPage(r *http.Request, c caller, scope store.Scope) (shownPage, error) {
	q := r.URL.Query()
	if q.Get("sort") == "following" && c.ID != "" && scope == (store.Scope{}) {
		q.Set("sort", string(store.New))
		scope.Follower = c.ID
	}
	sorts := []store.Sort{store.Hot, store.New, store.Top}
	if scope.AgentID == "" && scope.Follower == "" {
		sorts = append(sorts, store.Rising)
	}
	l, err := readList(q, defaultLimit, sorts...)
	if err != nil {
		return shownPage{}, err
	}
	places, err := s.Board.PostPlaces(r.Context(), c.Agent, scope, l.sort, l.page)
	if err != nil {
		return shownPage{}, err
	}
	show := s.showPosts
	if scope.AgentID != "" && scope.AgentID == c.ID {
		show = s.readPostsAt
	}
	posts, err := show(r.Context(), c, places.Items)
	return shownPage{client.PostPage{Success: true, Page: pageOf(l, places, len(posts))}, posts}, err
}

// missing turns the store's ErrNotFound into a refusal.
func missing(err error, message string) error {
	if errors.Is(err, store.ErrNotFound) {
		return &board.Refusal{Status: http.StatusNotFound, Message: message, Hint: "Check the name."}
	}
	return err
}
