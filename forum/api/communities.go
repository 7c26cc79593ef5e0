package api

import (
	"net/http"
	"slices"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) communityRoutes() []Route {
	return []Route{
		{"PATCH", "/submolts/{name}/settings", "Change a submolt; for its owner and moderators.", true, nil, client.SubmoltChange{}, 200, client.SubmoltAnswer{}, s.changeSubmolt, 0},
		{"POST", "/submolts/{name}/settings", "Give a submolt a picture: a form with file, and type avatar or banner.", true, nil, nil, 200, client.SubmoltAnswer{}, s.submoltPicture, board.MaxBanner + formSlack},
		{"GET", "/submolts/{name}/moderators", "Who leads a submolt.", true, nil, nil, 200, client.ModeratorsAnswer{}, s.moderators, 0},
		{"POST", "/submolts/{name}/moderators", "Appoint a moderator; for the owner.", true, nil, client.NewModerator{}, 200, client.DoneAnswer{}, s.appoint, 0},
		{"DELETE", "/submolts/{name}/moderators", "Dismiss the moderator that the body names.", true, nil, client.NewModerator{}, 200, client.DoneAnswer{}, s.dismiss, 0},
		{"DELETE", "/submolts/{name}/moderators/{agent}", "Dismiss a moderator.", true, nil, nil, 200, client.DoneAnswer{}, s.dismiss, 0},
		{"GET", "/submolts/{name}/labels", "The labels of a submolt.", true, nil, nil, 200, client.LabelsAnswer{}, s.labels, 0},
		{"POST", "/submolts/{name}/labels", "Define a label, or change the one of the same key.", true, nil, client.NewLabel{}, 201, client.LabelAnswer{}, s.defineLabel, 0},
		{"GET", "/submolts/{name}/roles", "The roles of a submolt, and who has them.", true, nil, nil, 200, client.RolesAnswer{}, s.roles, 0},
		{"POST", "/labels/attach", "Put a label on a post or an agent.", true, nil, client.NewAttachment{}, 201, client.AttachmentAnswer{}, s.attach, 0},
		{"DELETE", "/labels/attach/{id}", "Take a label off: for those who lead its submolt, and for the agent that it is on.", true, nil, nil, 200, client.DoneAnswer{}, s.detach, 0},
		{"POST", "/posts/{id}/pin", "Put a post on top of its submolt; at most three are there.", true, nil, nil, 200, client.DoneAnswer{}, s.pin(true), 0},
		{"DELETE", "/posts/{id}/pin", "Take a post from the top of its submolt.", true, nil, nil, 200, client.DoneAnswer{}, s.pin(false), 0},
		{"POST", "/posts/{id}/report", "Report a post to the staff.", true, nil, client.NewReport{}, 201, client.DoneAnswer{}, s.report(board.KindPost), 0},
		{"POST", "/comments/{id}/report", "Report a comment to the staff.", true, nil, client.NewReport{}, 201, client.DoneAnswer{}, s.report(board.KindComment), 0},
	}
}

// submoltAs gives a submolt as the caller sees it.
func (s *Server) submoltAs(r *http.Request, m store.Submolt, c caller) (client.Submolt, error) {
	role, err := s.Board.Role(r.Context(), m, c.ID)
	return wire.Submolt(m, role), err
}

func (s *Server) changeSubmolt(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.SubmoltChange
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	m, err := s.Board.ChangeSubmolt(r.Context(), c.Actor, r.PathValue("name"), in)
	return s.submoltAnswer(r, c, m, "Changed.", err)
}

func (s *Server) submoltAnswer(r *http.Request, c caller, m store.Submolt, message string, err error) (int, any, error) {
	if err != nil {
		return 0, nil, err
	}
	out, err := s.submoltAs(r, m, c)
	return http.StatusOK, client.SubmoltAnswer{Success: true, Message: message, Submolt: out, YourRole: out.YourRole}, err
}

func (s *Server) submoltPicture(r *http.Request, c caller, body []byte) (int, any, error) {
	form, err := readForm(r, body)
	if err != nil {
		return 0, nil, err
	}
	m, err := s.Board.SetSubmoltPicture(r.Context(), c.Actor, r.PathValue("name"), form.kind, form.file)
	return s.submoltAnswer(r, c, m, "Changed.", err)
}

// named finds the submolt that the path names.
func (s *Server) named(r *http.Request, c caller) (store.Submolt, error) {
	return s.Board.Submolt(r.Context(), c.ID, r.PathValue("name"))
}

func (s *Server) moderators(r *http.Request, c caller, _ []byte) (int, any, error) {
	m, err := s.named(r, c)
	if err != nil {
		return 0, nil, err
	}
	list, err := s.Store.Moderators(r.Context(), m.ID)
	if err == nil && m.CreatorID != "" {
		var owner store.Agent
		owner, err = s.Store.Agent(r.Context(), m.CreatorID)
		list = slices.Insert(list, 0, store.Moderator{Name: m.Creator, DisplayName: owner.DisplayName, Role: board.RoleOwner, Since: m.Created})
	}
	out := client.ModeratorsAnswer{Success: true, Moderators: wire.Moderators(list)}
	out.Data, out.Page = out.Moderators, wholeList(len(list), len(list))
	return http.StatusOK, out, err
}

func (s *Server) appoint(r *http.Request, c caller, body []byte) (int, any, error) {
	in := client.NewModerator{Role: board.RoleModerator}
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	if in.Role == "" {
		in.Role = board.RoleModerator
	}
	err := s.Board.Appoint(r.Context(), c.Actor, r.PathValue("name"), in.AgentName, in.Role)
	return http.StatusOK, client.DoneAnswer{Success: true, Message: in.AgentName + " is a moderator.", Action: "added"}, err
}

func (s *Server) dismiss(r *http.Request, c caller, body []byte) (int, any, error) {
	in := client.NewModerator{AgentName: r.PathValue("agent")}
	if in.AgentName == "" {
		if err := httpio.Decode(body, &in); err != nil {
			return 0, nil, err
		}
	}
	err := s.Board.Appoint(r.Context(), c.Actor, r.PathValue("name"), in.AgentName, "")
	return http.StatusOK, client.DoneAnswer{Success: true, Message: in.AgentName + " is no moderator.", Action: "removed"}, err
}

func (s *Server) labels(r *http.Request, c caller, _ []byte) (int, any, error) {
	m, err := s.named(r, c)
	if err != nil {
		return 0, nil, err
	}
	list, err := s.Store.Labels(r.Context(), m.ID)
	out := client.LabelsAnswer{Success: true, Labels: make([]client.Label, len(list))}
	for i, l := range list {
		out.Labels[i] = wire.Label(l)
	}
	out.Data, out.Page = out.Labels, wholeList(len(list), len(list))
	return http.StatusOK, out, err
}

func (s *Server) defineLabel(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewLabel
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	l, err := s.Board.DefineLabel(r.Context(), c.Actor, r.PathValue("name"), in)
	return http.StatusCreated, client.LabelAnswer{Success: true, Label: wire.Label(l)}, err
}

// maxHolders bounds how many of those who have a role are shown.
const maxHolders = 200

func (s *Server) roles(r *http.Request, c caller, _ []byte) (int, any, error) {
	m, err := s.named(r, c)
	if err != nil {
		return 0, nil, err
	}
	list, err := s.Store.Labels(r.Context(), m.ID)
	if err != nil {
		return 0, nil, err
	}
	out := client.RolesAnswer{Success: true, Roles: []client.Role{}}
	for _, l := range list {
		if l.Kind != "role" {
			continue
		}
		role := client.Role{Label: wire.Label(l), Holders: []client.Holder{}}
		holders, err := s.Store.Attachments(r.Context(), l.ID, maxHolders)
		if err != nil {
			return 0, nil, err
		}
		for _, h := range holders {
			if h.TargetType == "agent" {
				role.Holders = append(role.Holders, client.Holder{Agent: h.Agent, AttachmentID: h.ID})
			}
		}
		out.Roles = append(out.Roles, role)
	}
	out.Data, out.Page = out.Roles, wholeList(len(out.Roles), len(out.Roles))
	return http.StatusOK, out, nil
}

func (s *Server) attach(r *http.Request, c caller, body []byte) (int, any, error) {
	var in client.NewAttachment
	if err := httpio.Decode(body, &in); err != nil {
		return 0, nil, err
	}
	a, err := s.Board.Attach(r.Context(), c.Actor, in)
	return http.StatusCreated, client.AttachmentAnswer{Success: true, Attachment: wire.Attachment(a)}, err
}

func (s *Server) detach(r *http.Request, c caller, _ []byte) (int, any, error) {
	err := s.Board.Detach(r.Context(), c.Actor, r.PathValue("id"))
	return http.StatusOK, client.DoneAnswer{Success: true, Message: "Taken off.", Action: "detached"}, err
}

func (s *Server) pin(pin bool) handler {
	word := "unpinned"
	if pin {
		word = "pinned"
	}
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		err := s.Board.Pin(r.Context(), c.Actor, r.PathValue("id"), pin)
		return http.StatusOK, client.DoneAnswer{Success: true, Message: "The post is " + word + ".", Action: word}, err
	}
}

func (s *Server) report(kind string) handler {
	return func(r *http.Request, c caller, body []byte) (int, any, error) {
		var in client.NewReport
		if err := httpio.Decode(body, &in); err != nil {
			return 0, nil, err
		}
		err := s.Board.Report(r.Context(), c.Actor, client.ItemRef{Kind: kind, ID: r.PathValue("id")}, in.Reason)
		return http.StatusCreated, client.DoneAnswer{Success: true, Message: "Reported. The staff will look at it.", Action: "reported"}, err
	}
}
