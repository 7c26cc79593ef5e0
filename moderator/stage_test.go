package moderator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/moderator/policy"
)

// stage is what outlives a moderator: the topics and the forum. A moderator is run on it
// until it has handled every flag, or until it is killed.
type stage struct {
	flags     [][]byte
	committed int
	records   [][]byte
	read      int // by the moderator of this run
	forum     *forum
	kill      *killer
}

var errEnd = errors.New("no more flags")

func newStage(flags ...event.Flag) *stage {
	s := &stage{forum: newForum(), kill: &killer{}}
	for _, f := range flags {
		raw, err := event.Encode(f)
		if err != nil {
			panic(err)
		}
		s.flags = append(s.flags, raw)
	}
	return s
}

func (s *stage) follow(ctx context.Context, handle func(context.Context, []byte, bool) error) error {
	for i, raw := range s.flags {
		if err := handle(ctx, raw, i < s.committed); err != nil {
			return err
		}
		if err := s.kill.step(ctx, func() error { s.committed = max(s.committed, i+1); return nil }); err != nil {
			return err
		}
	}
	return errEnd
}

// stageJournal is the stage's topic of decisions.
type stageJournal struct{ *stage }

func (j stageJournal) read(_ context.Context, handle func([]byte, int64)) error {
	for ; j.stage.read < len(j.records); j.stage.read++ {
		handle(j.records[j.stage.read], int64(j.stage.read))
	}
	return nil
}

func (j stageJournal) write(_ context.Context, records [][]byte) error {
	j.records = append(j.records, records...)
	return nil
}

// run starts a moderator on the stage and reports whether it came to the end of the flags.
func (s *stage) run(t testing.TB, cfg Config) (ended bool, err error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.kill.cancel, s.read = cancel, 0
	cfg.FirstWait = time.Microsecond
	if cfg.Forum == nil {
		cfg.Forum = s.forum
	}
	cfg.Forum = killForum{cfg.Forum, s.kill}
	m, err := build(cfg, killJournal{stageJournal{s}, s.kill}, s)
	if err != nil {
		t.Fatal(err)
	}
	err = m.Run(ctx)
	if errors.Is(err, errEnd) {
		return true, nil
	}
	return false, err
}

// mustRun runs a moderator to the end of the flags.
func (s *stage) mustRun(t testing.TB, cfg Config) []event.Decision {
	t.Helper()
	if ended, err := s.run(t, cfg); !ended {
		t.Fatalf("the moderator stopped: %v", err)
	}
	return decisions(t, s.records)
}

func decisions(t testing.TB, records [][]byte) []event.Decision {
	t.Helper()
	list := make([]event.Decision, len(records))
	for i, raw := range records {
		d, err := event.Decode[event.Decision](raw)
		if err != nil {
			t.Fatalf("record %d: %v", i, err)
		}
		list[i] = d
	}
	return list
}

// killer ends a run at a chosen step, before the step has had its effect or after.
type killer struct {
	steps  int // taken so far, over all runs
	at     []int
	cancel func()
}

// step is a place where a process may die: twice, around the effect.
func (k *killer) step(ctx context.Context, effect func() error) error {
	if k.dies(ctx) {
		return ctx.Err()
	}
	if err := effect(); err != nil {
		return err
	}
	if k.dies(ctx) {
		return ctx.Err()
	}
	return nil
}

func (k *killer) dies(ctx context.Context) bool {
	if ctx.Err() != nil {
		return true
	}
	k.steps++
	if slices.Contains(k.at, k.steps-1) {
		k.cancel()
		return true
	}
	return false
}

type killJournal struct {
	journal
	kill *killer
}

func (j killJournal) write(ctx context.Context, records [][]byte) error {
	return j.kill.step(ctx, func() error { return j.journal.write(ctx, records) })
}

type killForum struct {
	Forum
	kill *killer
}

func (f killForum) Sanction(ctx context.Context, key string, r client.SanctionRequest) (a client.SanctionAnswer, err error) {
	err = f.kill.step(ctx, func() error { a, err = f.Forum.Sanction(ctx, key, r); return err })
	return a, err
}

// forum remembers sanctions as the real one does: a repeat of a key gives the stored answer,
// the same key with another request is refused, and a ban stays.
type forum struct {
	mu        sync.Mutex
	sanctions map[string]string // by agent
	removed   map[string]bool   // by kind/id
	answers   map[string][2]string
	effects   []string // each change that was made
	calls     int
	strangers map[string]bool          // agents it does not know
	longer    map[string]time.Duration // for whom a suspension that escalates lasts longer, by so much
	escalated []string                 // whom such a suspension met
	fail      func(call int) error
}

func newForum() *forum {
	return &forum{sanctions: map[string]string{}, removed: map[string]bool{}, answers: map[string][2]string{}, strangers: map[string]bool{}}
}

func (f *forum) Sanction(_ context.Context, key string, r client.SanctionRequest) (client.SanctionAnswer, error) {
	return once(f, key, r, func() client.SanctionAnswer {
		a := client.SanctionAnswer{Success: true}
		for _, agent := range r.Agents {
			status := client.Applied
			switch was := f.sanctions[agent]; {
			case f.strangers[agent]:
				status = client.Unknown
			case was == client.Ban || was == r.Kind:
				status = client.Already
			default:
				f.sanctions[agent] = r.Kind
				f.effects = append(f.effects, r.Kind+" "+agent)
			}
			result := client.AgentResult{AgentID: agent, Status: status}
			if r.Escalate {
				end := r.Until.Add(f.longer[agent])
				result.Until, f.escalated = &end, append(f.escalated, agent)
			}
			a.Results = append(a.Results, result)
		}
		return a
	})
}

func (f *forum) RemoveContent(_ context.Context, key string, r client.ContentRequest) (client.ContentAnswer, error) {
	return once(f, key, r, func() client.ContentAnswer {
		a := client.ContentAnswer{Success: true}
		for _, item := range r.Items {
			status := client.Unknown
			if item.Kind == "post" == (item.ID[0] == 'p') { // ids of posts begin with p here
				status = client.Applied
				f.removed[item.ID] = true
			}
			a.Results = append(a.Results, client.ItemResult{ItemRef: item, Status: status})
		}
		return a
	})
}

func once[R, A any](f *forum, key string, request R, do func() A) (answer A, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	if f.fail != nil {
		if err := f.fail(f.calls); err != nil {
			return answer, err
		}
	}
	body, err := json.Marshal(request)
	if err != nil {
		return answer, err
	}
	if stored, known := f.answers[key]; known {
		if stored[0] != string(body) {
			return answer, &client.Error{Status: 422, Code: "VALIDATION_ERROR", Message: "the key was used for another request"}
		}
		return answer, json.Unmarshal([]byte(stored[1]), &answer)
	}
	answer = do()
	raw, err := json.Marshal(answer)
	f.answers[key] = [2]string{string(body), string(raw)}
	return answer, err
}

// state says what the forum has come to, for comparison.
func (f *forum) state() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var lines []string
	for _, agent := range slices.Sorted(maps.Keys(f.sanctions)) {
		lines = append(lines, agent+"="+f.sanctions[agent])
	}
	return fmt.Sprint(lines, slices.Sorted(maps.Keys(f.removed)), f.effects)
}

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// flagged gives the first revision of a grave flag, one minute in.
func flagged(id string, agents ...string) event.Flag {
	return event.Flag{
		V: event.Version, ID: id, Revision: 1, Part: 1, Parts: 1, Detector: "lockstep", Version: "1", Kind: "coordination",
		Severity: event.SeverityHigh, Confidence: 0.97, Time: event.At(start.Add(time.Minute)),
		Window:  event.Window{Start: event.At(start), End: event.At(start.Add(time.Minute))},
		Cluster: "ring-" + id, Agents: agents, AgentsTotal: len(agents), Items: []string{"p1", "c1"}, ItemsTotal: 2,
	}
}

// later gives the next revision of a flag, after a time, with the agents that it adds.
func later(f event.Flag, after time.Duration, agents ...string) event.Flag {
	f.Revision++
	f.Time = event.At(f.Time.Add(after))
	f.Agents, f.AgentsTotal = agents, f.AgentsTotal+len(agents)
	return f
}

func mustParse(t testing.TB, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse("test policy", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
