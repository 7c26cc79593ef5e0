package api

import (
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) createSubmolt(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewSubmolt
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := s.Board.CreateSubmolt(r.Context(), c.Actor, in)
	out := wire.Submolt(made, board.RoleOwner)
	return http.StatusCreated, client.SubmoltAnswer{Success: true, Message: "Founded.", Submolt: out, YourRole: out.YourRole}, err
}

func (s *Server) submolt(r *http.Request, c caller, _ []byte) (int, any, error) {
	m, err := s.named(r, c)
	return s.submoltAnswer(r, c, m, "", err)
}

func (s *Server) submolts(r *http.Request, c caller, _ []byte) (int, any, error) {
	l, err := readList(r.URL.Query(), defaultLimit, store.Top, store.Hot, store.New)
	if err != nil {
		return 0, nil, err
	}
	want := l.page.Offset + l.page.Limit
	rows, err := s.Store.Submolts(r.Context(), l.sort, l.page.After, want+1, c.ID)
	if err != nil {
		return 0, nil, err
	}
	listing := board.Listing[store.Submolt]{More: len(rows) > want}
	rows = rows[:min(want, len(rows))]
	if len(rows) > 0 {
		last := rows[len(rows)-1]
		listing.Next = store.Place{Key: float64(last.Subscribers), N: last.N}
	}
	rows = rows[min(l.page.Offset, len(rows)):]
	list := make([]client.Submolt, len(rows))
	for i, m := range rows {
		if list[i], err = s.submoltAs(r, m, c); err != nil {
			return 0, nil, err
		}
	}
	posts, comments, err := s.Store.Totals(r.Context())
	return http.StatusOK, client.SubmoltPage{
		Success: true, Submolts: list, Data: list, TotalPosts: posts, TotalComments: comments, Page: pageOf(l, listing, len(list)),
	}, err
}

func (s *Server) submoltFeed(r *http.Request, c caller, _ []byte) (int, any, error) {
	page, err := s.page(r, c, c.ID, func() (shownPage, error) { return s.readSubmoltFeed(r, c) })
	return http.StatusOK, page, err
}

func (s *Server) readSubmoltFeed(r *http.Request, c caller) (shownPage, error) {
	m, err := s.named(r, c)
	if err != nil {
		return shownPage{}, err
	}
	out, err := s.submoltAs(r, m, c)
	if err != nil {
		return shownPage{}, err
	}
	page, err := s.postPage(r, c, store.Scope{SubmoltID: m.ID})
	page.Submolt, page.Total = &out, &m.Posts
	return page, err
}

func (s *Server) subscribe(in bool) handler {
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		name := r.PathValue("name")
		word, err := s.Board.Subscribe(r.Context(), c.Actor, name, in)
		return http.StatusOK, client.DoneAnswer{Success: true, Message: name + ": " + word, Action: word}, err
	}
}
