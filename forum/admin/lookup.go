package admin

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) agent(r *http.Request) (any, error) {
	a, err := s.Store.Agent(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, missing(err, "Agent not found")
	}
	return client.AgentRecord{Success: true, Agent: wire.Agent(a), Sanction: wire.Sanction(a.Sanction), Offenses: a.Offenses}, nil
}

// content shows a post, a comment or a submolt whatever hides it: somebody must be able to review it.
func (s *Server) content(r *http.Request) (any, error) {
	record := client.ContentRecord{Success: true}
	hidden := 0
	switch r.PathValue("kind") {
	case board.KindPost:
		p, err := s.Store.Post(r.Context(), r.PathValue("id"), "")
		if err != nil {
			return nil, missing(err, "Post not found")
		}
		out := wire.Post(p)
		record.Post, hidden = &out, p.Hidden
	case board.KindComment:
		c, err := s.Store.Comment(r.Context(), r.PathValue("id"))
		if err != nil {
			return nil, missing(err, "Comment not found")
		}
		out := wire.Comment(c)
		record.Comment, hidden = &out, c.Hidden
	case "submolt":
		m, err := s.Store.SubmoltByID(r.Context(), r.PathValue("id"))
		if err != nil {
			return nil, missing(err, "Submolt not found")
		}
		out := wire.Submolt(m, "")
		record.Submolt, record.AuthorHidden = &out, m.Hidden
		return record, nil
	default:
		return nil, &board.Refusal{Status: http.StatusNotFound, Message: "No such kind of content", Hint: "It is post, comment or submolt."}
	}
	record.Removed = hidden&store.Removed != 0
	record.Deleted = hidden&store.Deleted != 0
	record.AuthorHidden = hidden&store.AuthorHidden != 0
	record.Held = hidden&store.Held != 0
	record.Unverified = hidden&store.Unverified != 0
	return record, nil
}

// halts lists whom the staff has stopped from writing.
func (s *Server) halts(r *http.Request) (any, error) {
	list, err := s.Store.Halts(r.Context(), r.URL.Query().Get("from"), client.MaxListed+1)
	if err != nil {
		return nil, err
	}
	page := client.HaltPage{Success: true, HasMore: len(list) > client.MaxListed, Halts: []client.Halt{}}
	for _, h := range list[:min(client.MaxListed, len(list))] {
		page.Halts = append(page.Halts, client.Halt{AgentID: h.AgentID, All: h.AgentID == "", Since: h.Since, Reason: h.Reason, By: h.By})
	}
	return page, nil
}

func (s *Server) audit(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	after, err := readAfter(q, "an entry")
	if err != nil {
		return nil, err
	}
	entries, err := s.Store.Audit(r.Context(), after, limit+1)
	if err != nil {
		return nil, err
	}
	page := client.AuditPage{Success: true, HasMore: len(entries) > limit, Entries: []client.AuditEntry{}}
	for _, e := range entries[:min(limit, len(entries))] {
		page.Entries = append(page.Entries, client.AuditEntry{
			ID: e.ID, Time: e.Time, Who: e.Who, Call: e.Call, IdempotencyKey: e.IdempotencyKey, Status: e.Status, Outcome: e.Outcome,
		})
	}
	return page, nil
}

// readAfter reads the number of what a list goes on after, 0 for none.
func readAfter(q url.Values, what string) (after int64, err error) {
	text := q.Get("after")
	if text == "" {
		return 0, nil
	}
	if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
		return 0, &board.Refusal{Status: http.StatusBadRequest, Message: "after must be the id of " + what, Hint: "Leave it out to begin with the first."}
	}
	return after, nil
}

func missing(err error, message string) error {
	if errors.Is(err, store.ErrNotFound) {
		return &board.Refusal{Status: http.StatusNotFound, Message: message, Hint: "Check the id."}
	}
	return err
}
