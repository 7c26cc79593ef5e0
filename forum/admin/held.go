package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) judgeHeld(body []byte) (job, error) {
	var in client.HeldJudgement
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Items), func(ctx context.Context, tx *store.Tx, c call) (any, string, error) {
		answer, err := s.Board.JudgeHeld(ctx, tx, c.who, in)
		return answer, fmt.Sprintf("%s: %s", in.Verdict, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision)), err
	}}, nil
}

func (s *Server) held(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	var after time.Time
	if text := q.Get("after"); text != "" {
		if after, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return nil, &board.Refusal{Status: http.StatusBadRequest, Message: "after must be the held_at of an item", Hint: "Leave it out to begin with the oldest."}
		}
	}
	list, more, err := s.Board.Held(r.Context(), after, limit)
	if err != nil {
		return nil, err
	}
	page := client.HeldPage{Success: true, HasMore: more, Items: make([]client.HeldItem, len(list))}
	for i, h := range list {
		page.Items[i] = wire.Held(h)
	}
	return page, nil
}

func (s *Server) reports(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Reports(r.Context(), q.Get("after"), limit+1)
	if err != nil {
		return nil, err
	}
	page := client.ReportPage{Success: true, HasMore: len(list) > limit, Reports: []client.Report{}}
	for _, p := range list[:min(limit, len(list))] {
		page.Reports = append(page.Reports, client.Report{
			ID: p.ID, Item: client.ItemRef{Kind: p.Kind, ID: p.TargetID}, Reporter: p.Reporter, Reason: p.Reason, CreatedAt: p.Created,
		})
	}
	return page, nil
}

// readLimit reads how many a list may hold.
func readLimit(q url.Values) (int, error) {
	const absent, most = 100, 1000
	text := q.Get("limit")
	if text == "" {
		return absent, nil
	}
	limit, err := strconv.Atoi(text)
	if err != nil || limit < 1 || limit > most {
		return 0, &board.Refusal{Status: http.StatusBadRequest, Message: fmt.Sprintf("limit must be 1 to %d", most), Hint: fmt.Sprintf("Leave it out for %d.", absent)}
	}
	return limit, nil
}
