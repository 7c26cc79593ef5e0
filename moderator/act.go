package moderator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// outcome is what came of acting, in words that are the same whenever the same happens.
type outcome struct {
	done  bool
	words string
}

// maxWait bounds the pause between two calls to the forum.
const maxWait = 15 * time.Second

// act calls the forum until it has answered, with the decision's id as the key, so that a
// call whose answer was lost may be made again. It returns an error when ctx ends and when
// the forum refuses the moderator itself; both leave the decision as it was.
func (m *Moderator) act(ctx context.Context, d event.Decision) (outcome, error) {
	wait := m.firstWait
	for try := 1; ; try++ {
		counts, err := m.call(ctx, d)
		if err == nil {
			return counts.outcome(), nil
		}
		if ctx.Err() != nil {
			return outcome{}, ctx.Err()
		}
		var refusal *client.Error
		refused := errors.As(err, &refusal)
		switch {
		case refused && slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, refusal.Status):
			return outcome{}, fmt.Errorf("the forum does not take the moderator's calls; check the admin API's address and token: %w", err)
		case refused && !mayPass(refusal.Status):
			m.log.Error("the forum refuses a decision", "decision", d.ID, "error", err)
			return outcome{words: fmt.Sprintf("The forum refused it (%d %s).", refusal.Status, refusal.Code)}, nil
		case try == m.tries:
			m.log.Error("the forum cannot be reached, a decision has failed", "decision", d.ID, "tries", try, "error", err)
			return outcome{words: fmt.Sprintf("The forum did not do it in %s.", count(try, "try", "tries"))}, nil
		}
		m.metrics.retries.Inc()
		m.log.Warn("the forum did not answer, trying again", "decision", d.ID, "try", try, "error", err)
		pauseFor := wait
		if refused {
			pauseFor = max(wait, min(refusal.RetryAfter, maxWait))
		}
		if !pause(ctx, pauseFor) {
			return outcome{}, ctx.Err()
		}
		wait = min(2*wait, maxWait)
	}
}

// mayPass reports whether the same call may be answered otherwise later. A conflict is the
// same call still under way.
func mayPass(status int) bool {
	return status >= 500 || slices.Contains([]int{http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests}, status)
}

// call asks once and counts the answer.
func (m *Moderator) call(ctx context.Context, d event.Decision) (tally, error) {
	if !policy.MeetsAgents(d.Action) {
		return m.remove(ctx, d)
	}
	request := client.SanctionRequest{Kind: d.Action, Agents: d.Subject.Agents, Escalate: d.Escalates, Reason: d.Reason, Decision: d.ID}
	if d.Until != nil {
		request.Until = &d.Until.Time
	}
	answer, err := m.forum.Sanction(ctx, d.ID, request)
	t := newTally("agent", "agents", d.Subject.Agents)
	t.brief = d.Action == event.DoPause
	for _, r := range answer.Results {
		t.add(r.AgentID, r.Status)
		if r.Until != nil && request.Until != nil && r.Until.After(*request.Until) {
			t.longer++
		}
	}
	return t, err
}

// remove takes down the items of a decision. A flag names items by id alone, so that each
// is asked for as a post and as a comment; the one that it is not is unknown.
func (m *Moderator) remove(ctx context.Context, d event.Decision) (tally, error) {
	request := client.ContentRequest{Reason: d.Reason, Decision: d.ID}
	for _, id := range d.Subject.Items {
		request.Items = append(request.Items, client.ItemRef{Kind: "post", ID: id}, client.ItemRef{Kind: "comment", ID: id})
	}
	answer, err := m.forum.RemoveContent(ctx, d.ID, request)
	t := newTally("item", "items", d.Subject.Items)
	for _, r := range answer.Results {
		t.add(r.ID, r.Status)
	}
	return t, err
}
