package api

import (
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) createComment(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewComment
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, proof, err := s.Board.CreateComment(r.Context(), c.Actor, r.PathValue("id"), in)
	out := wire.Comment(made)
	out.Verification = wire.Proof(proof)
	return http.StatusCreated, client.CommentAnswer{Success: true, Message: posted("Commented.", made.Hidden), Comment: out, VerificationRequired: proof != nil}, err
}

func (s *Server) comment(r *http.Request, c caller, _ []byte) (int, any, error) {
	got, err := s.Board.Comment(r.Context(), c.Agent, r.PathValue("id"))
	return http.StatusOK, client.CommentAnswer{Success: true, Comment: wire.Comment(got)}, err
}

func (s *Server) comments(r *http.Request, c caller, _ []byte) (int, any, error) {
	l, err := readList(r.URL.Query(), defaultRoots, store.Best, store.New, store.Old, store.Top, store.Controversial)
	if err != nil {
		return 0, nil, err
	}
	listing, err := s.Board.Threads(r.Context(), c.Agent, r.PathValue("id"), l.sort, l.page)
	if err != nil {
		return 0, nil, err
	}
	threads := wire.Threads(listing.Items)
	served(s, c, "comments", threads, addThread)
	return http.StatusOK, client.CommentPage{
		Success: true, PostID: r.PathValue("id"), Sort: string(l.sort),
		Comments: threads, Data: threads, Page: pageOf(l, listing, len(threads)),
	}, nil
}
