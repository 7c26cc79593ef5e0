package api

import (
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
)

func (s *Server) passkeyRoutes() []Route {
	return []Route{
		{"GET", "/operators/passkeys", "The operator's passkeys.", true, nil, nil, 200, client.PasskeyPage{}, s.passkeys, 0},
		{"POST", "/operators/passkeys/registrations", "Begin to register a passkey.", true, nil, client.NewPasskey{}, 201, client.Ceremony{}, s.beginPasskey, 0},
		{"POST", "/operators/passkeys", "End it with the browser's answer.", true, nil, client.CeremonyAnswer{}, 201, client.PasskeyAnswer{}, s.addPasskey, 0},
		{"DELETE", "/operators/passkeys/{id}", "Take a passkey away.", true, nil, nil, 200, client.DoneAnswer{}, s.removePasskey, 0},
		{"POST", "/operators/passkeys/assertions/begin", "Begin to assert for an action.", true, nil, client.NewAssertion{}, 201, client.Ceremony{}, s.beginAssertion, 0},
		{"POST", "/operators/passkeys/assertions", "End it with the browser's answer; gives the token that opens the action.", true, nil, client.CeremonyAnswer{}, 201, client.Assertion{}, s.assert, 0},
	}
}

func (s *Server) passkeysOf(c caller) (httpio.Passkeys, board.Holder) {
	return httpio.Passkeys{Board: s.Board}, board.HolderOf(*c.operator)
}

func (s *Server) passkeys(r *http.Request, c caller, _ []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.List(r.Context(), h)
}

func (s *Server) beginPasskey(r *http.Request, c caller, _ []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.Begin(r.Context(), h, c.Assertion)
}

func (s *Server) addPasskey(r *http.Request, c caller, body []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.Add(r.Context(), h, body)
}

func (s *Server) removePasskey(r *http.Request, c caller, _ []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.Remove(r.Context(), h, r.PathValue("id"), c.Assertion)
}

func (s *Server) beginAssertion(r *http.Request, c caller, body []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.BeginAssertion(r.Context(), h, body)
}

func (s *Server) assert(r *http.Request, c caller, body []byte) (int, any, error) {
	p, h := s.passkeysOf(c)
	return p.Assert(r.Context(), h, body)
}
