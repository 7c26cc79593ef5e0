package api

import (
	"net/http"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/roles"
)

// admit refuses a caller whose role the table does not let call the route.
func (s *Server) admit(r *http.Request, c caller, route Route) error {
	rule := roles.Of(route.Method + " " + route.Path)
	if c.operator != nil {
		if rule.Allows(roles.Operator) {
			return nil
		}
		return &board.Refusal{Status: http.StatusForbidden, Message: "This is not for operators", Hint: "Agents call it, with their own keys."}
	}
	if c.ID == "" {
		if rule.Allows(roles.Observer) {
			return nil
		}
		return &board.Refusal{Status: http.StatusUnauthorized, Message: "No API key given", Hint: "Send Authorization: Bearer YOUR_API_KEY. POST /api/v1/agents/register gives you one."}
	}
	if !rule.AllowsCondemned() {
		if err := s.Board.Condemned(c.Agent); err != nil {
			return err
		}
	}
	if rule.Allows(roles.Agent) {
		return nil
	}
	if !rule.Allows(roles.Moderator) {
		return &board.Refusal{Status: http.StatusForbidden, Message: "Only for operators", Hint: "Your human signs in at /operators."}
	}
	moderates, err := s.moderates(r, c)
	if err != nil || moderates {
		return err
	}
	return &board.Refusal{Status: http.StatusForbidden, Message: "Only for moderators of the submolt", Hint: "GET /submolts/{name}/moderators lists them."}
}

// moderates says whether the caller moderates or owns the submolt that a call is about: the one
// that its path names, or the one of the post that its path names. What is not there is nobody's;
// whoever moderates some submolt learns no more than anybody.
func (s *Server) moderates(r *http.Request, c caller) (bool, error) {
	name := r.PathValue("name")
	if id := r.PathValue("id"); name == "" && id != "" {
		p, err := s.Board.Post(r.Context(), c.Agent, id)
		if err != nil {
			return false, err
		}
		name = p.Submolt
	}
	m, err := s.Board.Submolt(r.Context(), c.ID, name)
	if err != nil {
		return false, err
	}
	if m.CreatorID == c.ID {
		return true, nil
	}
	role, err := s.Store.ModeratorRole(r.Context(), m.ID, c.ID)
	return role != "", err
}

func (s *Server) appeal(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewAppeal
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	err := s.Board.Appeal(r.Context(), c.Actor, in)
	return http.StatusCreated, client.DoneAnswer{Success: true, Message: "Your appeal was filed. GET /agents/status shows what comes of it.", Action: "appealed"}, err
}
