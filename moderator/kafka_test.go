package moderator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"golang.org/x/sync/errgroup"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/event"
)

// ServeHTTP speaks the admin API for the forum of the stage.
func (f *forum) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var answer any
	var err error
	key := r.Header.Get("Idempotency-Key")
	switch {
	case r.Header.Get("Authorization") != "Bearer secret":
		err = &client.Error{Status: http.StatusUnauthorized, Code: "UNAUTHORIZED", Message: "unknown token"}
	case r.Method != http.MethodPost || r.URL.Path != "/admin/v1/sanctions" || key == "":
		err = &client.Error{Status: http.StatusNotFound, Code: "NOT_FOUND", Message: r.URL.Path}
	default:
		var request client.SanctionRequest
		if err = json.NewDecoder(r.Body).Decode(&request); err == nil {
			answer, err = f.Sanction(r.Context(), key, request)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	var refusal *client.Error
	if errors.As(err, &refusal) {
		w.WriteHeader(refusal.Status)
		answer = client.ErrorBody{Error: refusal.Message, Code: refusal.Code, StatusCode: refusal.Status}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// loop is a stage on a real broker, with the forum behind HTTP.
type loop struct {
	*stage
	bus   *bus.Bus
	admin *client.Admin
}

func newLoop(t testing.TB, flags ...event.Flag) *loop {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b, err := bus.Open(bus.Config{Brokers: cluster.ListenAddrs()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.EnsureTopics(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	s := newStage(flags...)
	server := httptest.NewServer(s.forum)
	t.Cleanup(server.Close)
	records := make([]bus.Record, len(s.flags))
	for i, raw := range s.flags {
		records[i] = bus.Record{Value: raw}
	}
	if err := b.Producer(bus.TopicFlags).Publish(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	return &loop{s, b, client.NewAdmin(server.URL, server.Client(), "secret")}
}

// killFlags may die before a flag is handled, and between its handling and its commit.
type killFlags struct {
	flagSource
	kill *killer
}

func (k killFlags) follow(ctx context.Context, handle func(context.Context, []byte, bool) error) error {
	return k.flagSource.follow(ctx, func(ctx context.Context, raw []byte, handled bool) error {
		return k.kill.step(ctx, func() error { return handle(ctx, raw, handled) })
	})
}

// life runs one moderator until it has caught up, or died.
func (l *loop) life(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	l.kill.cancel = cancel
	m, err := build(Config{Policy: builtIn(t), Forum: killForum{l.admin, l.kill}},
		killJournal{&topicJournal{bus: l.bus, producer: l.bus.Producer(bus.TopicDecisions)}, l.kill},
		killFlags{&topicFlags{l.bus}, l.kill})
	if err != nil {
		t.Fatal(err)
	}
	l.untilCaughtUp(ctx, t, cancel, m)
}

func (l *loop) untilCaughtUp(ctx context.Context, t testing.TB, cancel func(), m *Moderator) {
	t.Helper()
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error { return m.Run(groupCtx) })
	group.Go(func() error {
		err := CaughtUp(groupCtx, l.bus)
		cancel()
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	})
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

func (l *loop) drain(t testing.TB) [][]byte {
	t.Helper()
	var records [][]byte
	err := l.bus.Drain(t.Context(), bus.TopicDecisions, func(m bus.Message) error {
		records = append(records, m.Value)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// history is a ring that grows, a flag said twice, and another ring that overlaps.
func history() []event.Flag {
	f := flagged("f1", "ann", "bob")
	return []event.Flag{f, later(f, time.Minute, "cid"), f, flagged("f2", "bob", "dee")}
}

func TestOnKafkaDeathAtEachStepLeavesNoMark(t *testing.T) {
	want := newStage(history()...)
	want.mustRun(t, Config{Policy: builtIn(t)})

	whole := newLoop(t, history()...)
	whole.life(t)
	steps := whole.kill.steps
	if steps < 20 {
		t.Fatalf("only %d steps to die at", steps)
	}
	for step := -1; step < steps; step++ {
		l := newLoop(t, history()...)
		l.kill.at = []int{step}
		l.life(t)
		l.life(t)
		if have := l.drain(t); !slices.EqualFunc(have, want.records, bytes.Equal) {
			t.Fatalf("death at step %d: records\n%s\nwant\n%s", step, bytes.Join(have, []byte("\n")), bytes.Join(want.records, []byte("\n")))
		}
		if have := l.forum.state(); have != want.forum.state() {
			t.Fatalf("death at step %d: forum %s\nwant %s", step, have, want.forum.state())
		}
	}
}

func TestOnKafkaALaterPolicyDoesNotJudgeTheOldFlagsAgain(t *testing.T) {
	l := newLoop(t, history()...)
	l.life(t)
	before := l.drain(t)
	m, err := New(Config{Bus: l.bus, Forum: l.admin, Policy: mustParse(t, strictPolicy)})
	if err != nil {
		t.Fatal(err)
	}
	fresh := flagged("f3", "ann", "eve")
	raw, err := event.Encode(fresh)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.bus.Producer(bus.TopicFlags).Publish(t.Context(), []bus.Record{{Value: raw}}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	l.untilCaughtUp(ctx, t, cancel, m)
	got := decisions(t, l.drain(t))
	if len(got) != len(before)+1 || got[len(before)].Subject.Agents[0] != "eve" || got[len(before)].Mode != event.ModeNeedsApproval {
		t.Fatalf("decisions %q", brief(got))
	}
}
