package admin

import (
	"context"
	"fmt"
	"net/http"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) quarantine(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	list, more, err := s.Board.Quarantined(r.Context(), q.Get("after"), limit)
	if err != nil {
		return nil, err
	}
	page := client.QuarantinePage{Success: true, HasMore: more, Items: make([]client.QuarantinedItem, len(list))}
	for i, item := range list {
		page.Items[i] = wire.Quarantined(item)
	}
	return page, nil
}

// acts lists what agents in quarantine did.
func (s *Server) acts(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	after, err := readAfter(q, "an act")
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Acts(r.Context(), q.Get("agent"), after, limit+1)
	if err != nil {
		return nil, err
	}
	page := client.ActPage{Success: true, HasMore: len(list) > limit, Acts: []client.QuarantinedAct{}}
	for _, a := range list[:min(limit, len(list))] {
		page.Acts = append(page.Acts, wire.QuarantinedAct(a))
	}
	return page, nil
}

func (s *Server) judgeQuarantine(body []byte) (job, error) {
	var in client.HeldJudgement
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Items), func(ctx context.Context, tx *store.Tx, _ call) (any, string, error) {
		answer, err := s.Board.JudgeQuarantine(ctx, tx, in)
		return answer, fmt.Sprintf("%s: %s", in.Verdict, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision)), err
	}}, nil
}
