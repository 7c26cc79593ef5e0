package warehouse_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// lives is a made-up forum of two hours, and what the health of each comes to, counted here.
type lives struct {
	actions []event.Action
	hours   [2]struct {
		agents, pairs                        map[string]bool
		texts, building, citing, both        float64
		asked, accepted, completed, declined float64
	}
	answered map[string]float64 // seconds, of each post that somebody else answered
	posts    int
}

func live(seed uint64) *lives {
	l := &lives{answered: map[string]float64{}}
	random := rand.New(rand.NewPCG(seed, 4))
	authors, posted := map[string]string{}, map[string]time.Time{}
	var threads []string
	began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for i := range 600 {
		at := began.Add(time.Duration(i) * 12 * time.Second)
		h := &l.hours[i/300]
		if h.agents == nil {
			h.agents, h.pairs = map[string]bool{}, map[string]bool{}
		}
		agent := fmt.Sprintf("agent-%02d", random.IntN(30))
		a := event.Action{V: event.Version, ID: fmt.Sprintf("action-%03d", i), Forum: "f", Time: event.At(at), Agent: event.Agent{ID: agent}}
		meet := func() {
			a.Target = event.Target{Kind: "agent", ID: "x", AgentID: fmt.Sprintf("agent-%02d", random.IntN(30))}
			if a.Target.AgentID != agent {
				h.pairs[agent+a.Target.AgentID] = true
			}
		}
		h.agents[agent] = true
		switch die := random.IntN(10); {
		case die < 2 || len(threads) == 0:
			a.Kind, a.Title = event.PostCreated, "title"
			threads, authors[a.ID], posted[a.ID] = append(threads, a.ID), agent, at
			l.posts++
			h.texts++
		case die < 6:
			a.Kind, a.PostID, a.Text = event.CommentCreated, threads[random.IntN(len(threads))], "see mail@host and nobody"
			meet()
			reply, cite := random.IntN(2) == 0, random.IntN(3) == 0
			if reply {
				a.ParentID = "comment"
			}
			if cite {
				a.Text = "as @agent-01 says"
			}
			builds := reply && a.Target.AgentID != agent
			h.texts++
			h.building += count(builds)
			h.citing += count(cite)
			h.both += count(builds || cite)
			if _, known := l.answered[a.PostID]; !known && agent != authors[a.PostID] {
				l.answered[a.PostID] = at.Sub(posted[a.PostID]).Seconds()
			}
		case die < 8:
			a.Kind = event.VoteCast
			meet()
		default:
			kinds := []event.Kind{"task.asked", "task.accepted", "task.completed", "task.declined"}
			a.Kind = kinds[random.IntN(4)]
			meet()
			h.asked += count(a.Kind == "task.asked")
			h.accepted += count(a.Kind == "task.accepted" && a.Target.AgentID != agent)
			h.completed += count(a.Kind == "task.completed")
			h.declined += count(a.Kind == "task.declined")
		}
		l.actions = append(l.actions, a)
	}
	for i, key := range []string{"agent-01", "away"} { // somebody tries keys in vain
		l.actions = append(l.actions, event.Action{V: event.Version, ID: "key-of-" + key, Forum: "f", Time: event.At(began.Add(time.Duration(i) * time.Hour)), Kind: event.AuthFailed, Agent: event.Agent{ID: key}})
	}
	for i := range 7 { // what is left of texts that were erased
		l.actions = append(l.actions, event.Action{V: event.Version, ID: fmt.Sprintf("erased-%d", i), Forum: "f", Time: event.At(began.Add(time.Duration(i) * 15 * time.Minute)),
			Kind: event.CommentCreated, PostID: "gone", ParentID: "comment", Agent: event.Agent{ID: "agent-01"}})
	}
	return l
}

func count(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// row reads one row of numbers.
func row(t *testing.T, w *warehouse.Warehouse, query string, n int) []float64 {
	t.Helper()
	into, values := make([]any, n), make([]float64, n)
	for i := range into {
		into[i] = &values[i]
	}
	if err := w.Conn().QueryRow(t.Context(), query).Scan(into...); err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return values
}

func same(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-9 {
			t.Errorf("%s is %v, want %v", what, got, want)
			return
		}
	}
}

func TestHealthIsWhatTheActionsComeTo(t *testing.T) {
	w := open(t)
	l := live(1)
	var block warehouse.Actions
	for i, a := range l.actions {
		block.Append(&a, warehouse.Place{Offset: int64(i), Seen: a.Time.Time, BrokerTime: a.Time.Time})
	}
	if _, err := block.Insert(t.Context(), w, "lives"); err != nil {
		t.Fatal(err)
	}
	for i, h := range l.hours {
		of := func(columns, view string) string {
			numbers := strings.ReplaceAll(columns, ", ", "), toFloat64(")
			return fmt.Sprintf("SELECT toFloat64(%s) FROM %s WHERE hour = '2026-02-03 %02d:00:00'", numbers, view, 9+i)
		}
		agents, pairs := float64(len(h.agents)), float64(len(h.pairs))
		same(t, "interaction", row(t, w, of("agents, pairs, density", "health_interaction"), 3), []float64{agents, pairs, pairs / (agents * (agents - 1))})
		same(t, "convergence", row(t, w, of("texts, building, citing, convergence", "health_convergence"), 4), []float64{h.texts, h.building, h.citing, h.both / h.texts})
		same(t, "hand-off", row(t, w, of("asked, accepted, completed, declined, rate", "health_handoff"), 5), []float64{h.asked, h.accepted, h.completed, h.declined, h.accepted / h.asked})
	}
	total := 0.0
	for _, seconds := range l.answered {
		total += seconds
	}
	same(t, "response", row(t, w, "SELECT toFloat64(count()), toFloat64(count(answered)), toFloat64(sum(seconds)) FROM health_response", 3),
		[]float64{float64(l.posts), float64(len(l.answered)), total})
}

func TestHumanInterventionCountsWhatPeopleHadAHandIn(t *testing.T) {
	w := open(t)
	at := event.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC))
	offset := int64(0)
	for _, d := range []struct{ id, by, states string }{
		{"machine", "clawd", "proposed applied"}, {"machine-2", "clawd", "proposed failed"}, {"approved", "clawd", "proposed approved applied"},
		{"rejected", "clawd", "proposed rejected"}, {"by-hand", "ann", "applied"}, {"open", "clawd", "proposed"},
	} {
		for _, state := range strings.Fields(d.states) {
			offset++
			if err := w.StoreDecision(t.Context(), event.Decision{V: event.Version, ID: d.id, Time: at, State: state, By: d.by, Action: event.DoBan}, offset); err != nil {
				t.Fatal(err)
			}
		}
	}
	same(t, "human intervention", row(t, w, "SELECT toFloat64(decisions), toFloat64(by_people), ratio FROM health_intervention", 3), []float64{5, 3, 0.6})
}
