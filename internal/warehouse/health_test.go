package warehouse_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

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
	var threads, tasks []string
	askedIn, became := map[string]int{}, map[[2]string]bool{} // of a task: in which hour; and what became of it
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
			a.Kind = []event.Kind{"task.asked", "task.accepted", "task.completed", "task.declined"}[random.IntN(4)]
			if len(tasks) == 0 {
				a.Kind = "task.asked"
			}
			if a.Kind == "task.asked" {
				tasks, authors[a.ID], askedIn[a.ID] = append(tasks, a.ID), agent, i/300
				h.asked++
				break
			}
			task := tasks[random.IntN(len(tasks))]
			a.Target = event.Target{Kind: "task", ID: task, AgentID: authors[task]}
			if authors[task] != agent {
				h.pairs[agent+authors[task]] = true
			}
			if became[[2]string{task, string(a.Kind)}] || a.Kind == "task.accepted" && agent == authors[task] {
				break
			}
			became[[2]string{task, string(a.Kind)}] = true
			of := &l.hours[askedIn[task]]
			of.accepted += count(a.Kind == "task.accepted")
			of.completed += count(a.Kind == "task.completed")
			of.declined += count(a.Kind == "task.declined")
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

// ofDay asks a view for the day of the made-up forum.
func ofDay(view string) string {
	return view + "(from = '2026-02-03 00:00:00', to = '2026-02-04 00:00:00')"
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
		same(t, "hand-off", row(t, w, of("asked, accepted, completed, declined, rate", ofDay("health_handoff")), 5), []float64{h.asked, h.accepted, h.completed, h.declined, h.accepted / h.asked})
	}
	total := 0.0
	for _, seconds := range l.answered {
		total += seconds
	}
	same(t, "response", row(t, w, "SELECT toFloat64(count()), toFloat64(count(answered)), toFloat64(sum(seconds)) FROM "+ofDay("health_response"), 3),
		[]float64{float64(l.posts), float64(len(l.answered)), total})
}

// What the metrics tell is what the views say of the hour, and of the same hour of the day before.
func TestAnHoursHealthIsThatOfTheViews(t *testing.T) {
	w := open(t)
	var block warehouse.Actions
	for i, a := range live(1).actions {
		block.Append(&a, warehouse.Place{Offset: int64(i), Seen: a.Time.Time, BrokerTime: a.Time.Time})
	}
	if _, err := block.Insert(t.Context(), w, "lives"); err != nil {
		t.Fatal(err)
	}
	tell := func(day, hour int) warehouse.Health {
		t.Helper()
		h, err := w.Health(t.Context(), time.Date(2026, 2, day, hour, 59, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	now, later, never := tell(3, 9), tell(4, 9), tell(7, 9)
	same(t, "the hour", []float64{now.Interaction, now.Convergence}, row(t, w, `SELECT i.density, c.convergence
		FROM health_interaction AS i, health_convergence AS c WHERE i.hour = '2026-02-03 09:00:00' AND c.hour = '2026-02-03 09:00:00'`, 2))
	same(t, "what may take a day", []float64{later.Response, later.Unanswered, later.HandOff}, row(t, w, `SELECT toFloat64(medianExact(seconds)), countIf(answered IS NULL) / count(),
		(SELECT rate FROM health_handoff(from = '2026-02-03 09:00:00', to = '2026-02-03 10:00:00'))
		FROM health_response(from = '2026-02-03 09:00:00', to = '2026-02-03 10:00:00')`, 3))
	for i, nothing := range []float64{now.Intervention, now.Response, now.Unanswered, now.HandOff, later.Interaction, never.Convergence, never.Response} {
		if !math.IsNaN(nothing) {
			t.Errorf("figure %d of an hour in which nothing was is %v", i, nothing)
		}
	}
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

// What is long answered is not changed by what comes later, nor does a look at an hour read what lies far from it.
func TestHealthOfAPeriodLooksADayFurther(t *testing.T) {
	w := open(t)
	var block warehouse.Actions
	offset := int64(0)
	does := func(kind event.Kind, id, agent, on string, minutes int) {
		at := time.Date(2026, 2, 3, 9, minutes, 0, 0, time.UTC)
		a := event.Action{V: event.Version, ID: id, Forum: "f", Time: event.At(at), Kind: kind, Agent: event.Agent{ID: agent}}
		if kind == event.CommentCreated {
			a.PostID = on
		} else {
			a.Target = event.Target{Kind: "task", ID: on}
		}
		block.Append(&a, warehouse.Place{Offset: offset, Seen: at, BrokerTime: at})
		offset++
	}
	const day = 24 * 60
	does(event.PostCreated, "before", "ann", "", -1)
	does(event.PostCreated, "quick", "ann", "", 0)
	does(event.PostCreated, "slow", "ann", "", 10)
	does(event.PostCreated, "late", "ann", "", 20)
	does(event.PostCreated, "after", "ann", "", 60)
	does("task.asked", "before-task", "ann", "", -1)
	does("task.asked", "shared", "ann", "", 0)
	does("task.asked", "own", "ann", "", 1)
	does("task.asked", "forgotten", "ann", "", 2)
	does("task.asked", "after-task", "ann", "", 60)
	for i, on := range []string{"before", "quick", "after"} {
		does(event.CommentCreated, "self-"+on, "ann", on, 61)
		does(event.CommentCreated, "to-"+on, "bob", on, 62)
		does("task.accepted", fmt.Sprint("took-", i), fmt.Sprint("agent-", i), []string{"before-task", "shared", "after-task"}[i], 63)
	}
	does("task.accepted", "too", "cee", "shared", 64)
	does("task.accepted", "itself", "ann", "own", 65)
	does("task.accepted", "too-late", "bob", "forgotten", day+2)
	does(event.CommentCreated, "to-slow", "bob", "slow", day+9)
	does(event.CommentCreated, "to-late", "bob", "late", day+20)
	if _, err := block.Insert(t.Context(), w, "lives"); err != nil {
		t.Fatal(err)
	}
	// An agent and a post of its own in every minute of ten weeks, until a week before.
	if err := w.Conn().Exec(t.Context(), `INSERT INTO actions (id, kind, agent_id, seen) SELECT toString(number), if(number % 2 = 0, 'post.created', 'task.asked'), toString(number),
		toDateTime64('2026-01-27 09:00:00', 6, 'UTC') - INTERVAL number MINUTE FROM numbers(100000)`); err != nil {
		t.Fatal(err)
	}
	read := uint64(0)
	ctx := clickhouse.Context(t.Context(), clickhouse.WithProgress(func(p *clickhouse.Progress) { read += p.Rows }))
	for query, want := range map[string][]float64{
		"SELECT toFloat64(count()), toFloat64(count(answered)), sum(seconds) FROM health_response(from = '2026-02-03 09:00:00', to = '2026-02-03 10:00:00')":                                                           {3, 2, 62*60 + 86340},
		"SELECT toFloat64(sum(asked)), toFloat64(sum(accepted)), max(rate) FROM health_handoff(from = toString(toDateTime('2026-02-03 18:00:00', 'Asia/Tokyo'), 'UTC'), to = toString(toDateTime(1770112800), 'UTC'))": {3, 1, 1. / 3},
	} {
		var got [3]float64
		if err := w.Conn().QueryRow(ctx, query).Scan(&got[0], &got[1], &got[2]); err != nil {
			t.Fatal(err)
		}
		same(t, query, got[:], want)
	}
	if read == 0 || read > 4*8192 {
		t.Errorf("two looks at an hour read %d rows of a hundred thousand", read)
	}
}
