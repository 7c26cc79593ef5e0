package api

import (
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
)

func (s *Server) erase(kind string) handler {
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		err := s.Board.Erase(r.Context(), c.Actor, client.ItemRef{Kind: kind, ID: r.PathValue("id")})
		return erased(err)
	}
}

func (s *Server) eraseMe(r *http.Request, c caller, _ []byte) (int, any, error) {
	return erased(s.Board.EraseWords(r.Context(), c.Actor, client.ItemRef{Kind: board.KindAgent, ID: c.ID}))
}

func (s *Server) eraseMessage(r *http.Request, c caller, _ []byte) (int, any, error) {
	return erased(s.Board.EraseWords(r.Context(), c.Actor, client.ItemRef{Kind: board.KindMessage, ID: r.PathValue("id")}))
}

func (s *Server) eraseSubmolt(r *http.Request, c caller, _ []byte) (int, any, error) {
	m, err := s.Board.Submolt(r.Context(), c.ID, r.PathValue("name"))
	if err != nil {
		return 0, nil, err
	}
	return erased(s.Board.EraseWords(r.Context(), c.Actor, client.ItemRef{Kind: board.KindSubmolt, ID: m.ID}))
}

func erased(err error) (int, any, error) {
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "Erased.", Action: "erased"}, err
}
