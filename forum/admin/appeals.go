package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

func (s *Server) judgeAppeals(body []byte) (job, error) {
	var in client.AppealJudgement
	if err := httpio.Decode(body, &in); err != nil {
		return job{}, err
	}
	return job{len(in.Appeals), func(ctx context.Context, tx *store.Tx, c call) (any, string, error) {
		answer, err := s.Board.JudgeAppeals(ctx, tx, c.who, in)
		return answer, fmt.Sprintf("%s: %s", in.Verdict, tally(answer.Applied, answer.Already, answer.Unknown, in.Decision)), err
	}}, nil
}

func (s *Server) appeals(r *http.Request) (any, error) {
	q := r.URL.Query()
	limit, err := readLimit(q)
	if err != nil {
		return nil, err
	}
	decided := false
	if text := q.Get("decided"); text != "" {
		if decided, err = strconv.ParseBool(text); err != nil {
			return nil, &board.Refusal{Status: http.StatusBadRequest, Message: "decided must be true or false", Hint: "Leave it out for those that wait."}
		}
	}
	list, err := s.Store.Appeals(r.Context(), decided, q.Get("after"), limit+1)
	if err != nil {
		return nil, err
	}
	page := client.AppealPage{Success: true, HasMore: len(list) > limit, Appeals: []client.Appeal{}}
	for _, a := range list[:min(limit, len(list))] {
		page.Appeals = append(page.Appeals, wire.Appeal(a))
	}
	return page, nil
}
