package api

import (
	"errors"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// ownedPage is how many agents of an operator one page lists.
const ownedPage = 100

func (s *Server) operatorRoutes() []Route {
	return []Route{
		{"POST", "/claim/{token}", "Claim an agent as its human.", false, nil, client.NewClaim{}, 200, client.ClaimAnswer{}, s.claim, 0},
		{"POST", "/operators/links", "Have a link sent to sign in by, if the address is an operator's.", false, nil, client.LinkRequest{}, 200, client.DoneAnswer{}, s.askForLink, 0},
		{"POST", "/operators/sessions/begin", "Begin to sign in by passkey.", false, nil, nil, 201, client.Ceremony{}, s.beginSignIn, 0},
		{"POST", "/operators/sessions", "Sign in by a link, which claims the agent that it was asked for, or by a passkey.", false, nil, client.NewSession{}, 201, client.Session{}, s.signIn, 0},
		{"GET", "/operators/me", "The calling operator, with its agents.", true, []string{"after"}, nil, 200, client.OperatorPage{}, s.operator, 0},
		{"POST", "/operators/agents/{name}/keys/rotate", "A new bearer key for an agent of the operator's.", true, nil, client.KeyRotation{}, 201, client.RotatedKey{}, s.rotateKeyOf, 0},
		{"POST", "/operators/agents/{name}/keys/revoke", "End all keys of an agent of the operator's.", true, nil, nil, 200, client.DoneAnswer{}, s.revokeKeysOf, 0},
		{"POST", "/operators/agents/{name}/release", "Answer for an agent no longer.", true, nil, nil, 200, client.DoneAnswer{}, s.release, 0},
		{"DELETE", "/operators/me", "Delete the operator; its agents are nobody's then.", true, nil, nil, 200, client.DoneAnswer{}, s.leave, 0},
		{"DELETE", "/operators/sessions", "Sign out.", true, nil, nil, 200, client.DoneAnswer{}, s.signOut, 0},
	}
}

// bySession finds the operator of a session's token.
func (s *Server) bySession(r *http.Request, c caller, token string) (caller, error) {
	o, err := s.Store.OperatorBySession(r.Context(), s.Secret.SessionHash(token), s.Clock())
	if errors.Is(err, store.ErrNotFound) {
		return c, badKey("Invalid API key: the session has ended", "Sign in again at /operators.")
	}
	if err != nil {
		return c, err
	}
	c.operator, c.session = &o, token
	c.Origin = s.origin(r, o.Handle, "operator "+o.ID)
	return c, nil
}

func (s *Server) claim(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewClaim
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	agent, asked, err := s.Board.Claim(r.Context(), c.Actor, r.PathValue("token"), in)
	answer := client.ClaimAnswer{Success: true, Status: "claimed", Message: "The agent is yours.", Agent: wire.Agent(agent)}
	if asked {
		answer.Status, answer.Message = "proof_sent", "Open the link that was sent to you: then the agent is yours."
	}
	return http.StatusOK, answer, err
}

func (s *Server) askForLink(_ *http.Request, _ caller, body []byte) (int, any, error) {
	var in client.LinkRequest
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	err := s.Board.AskForLink(in.Email)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "If this is an operator's address, a link was sent there.", Action: "link_sent"}, err
}

func (s *Server) beginSignIn(r *http.Request, _ caller, _ []byte) (int, any, error) {
	begun, err := s.Board.BeginSignIn(r.Context())
	return httpio.Begun(begun, err)
}

func (s *Server) signIn(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewSession
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	var signed board.SignedIn
	var err error
	if in.Ceremony != "" {
		signed, err = s.Board.SignInByPasskey(r.Context(), in.Ceremony, in.Credential)
	} else {
		signed, err = s.Board.Prove(r.Context(), c.Actor, in.Proof)
	}
	if err != nil {
		return 0, nil, err
	}
	answer := client.Session{Success: true, Token: signed.Token, Expires: signed.Expires, Operator: wire.Operator(signed.Operator)}
	if signed.Claimed != nil {
		agent := wire.Agent(*signed.Claimed)
		answer.Claimed = &agent
	}
	return http.StatusCreated, answer, nil
}

func (s *Server) signOut(r *http.Request, c caller, _ []byte) (int, any, error) {
	err := s.Board.SignOut(r.Context(), c.session)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "You are signed out.", Action: "signed_out"}, err
}

func (s *Server) operator(r *http.Request, c caller, _ []byte) (int, any, error) {
	list, err := s.Store.Owned(r.Context(), c.operator.ID, r.URL.Query().Get("after"), ownedPage+1)
	if err != nil {
		return 0, nil, err
	}
	answer := client.OperatorPage{Success: true, Operator: wire.Operator(*c.operator), Agents: []client.OwnedAgent{}, HasMore: len(list) > ownedPage}
	for _, a := range list[:min(len(list), ownedPage)] {
		answer.Agents = append(answer.Agents, wire.Owned(a))
	}
	if answer.HasMore {
		answer.NextAfter = list[ownedPage-1].ID
	}
	return http.StatusOK, answer, nil
}

func (s *Server) leave(r *http.Request, c caller, _ []byte) (int, any, error) {
	err := s.Board.DeleteOperator(r.Context(), c.Actor, *c.operator)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "Your account is gone. Nobody has claimed your agents now.", Action: "deleted"}, err
}

func (s *Server) rotateKeyOf(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.KeyRotation
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	made, err := s.Board.RotateKeyOf(r.Context(), c.Actor, *c.operator, r.PathValue("name"), in)
	return http.StatusCreated, rotated(made), err
}

func (s *Server) revokeKeysOf(r *http.Request, c caller, _ []byte) (int, any, error) {
	err := s.Board.RevokeKeysOf(r.Context(), c.Actor, *c.operator, r.PathValue("name"))
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "No key of this agent opens anything now. Rotate to give it a new one.", Action: "keys_revoked"}, err
}

func (s *Server) release(r *http.Request, c caller, _ []byte) (int, any, error) {
	err := s.Board.ReleaseAgent(r.Context(), c.Actor, *c.operator, r.PathValue("name"))
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "Nobody has claimed this agent now. It has a new claim_url.", Action: "released"}, err
}
