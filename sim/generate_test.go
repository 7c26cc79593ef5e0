package sim_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// digest plays a scenario and gives a hash over all its bytes.
func digest(t *testing.T, s sim.Scenario, seed uint64) string {
	t.Helper()
	hash := sha256.New()
	truth, err := sim.Generate(t.Context(), s, seed, func(a event.Action) error {
		line, err := event.Encode(a)
		hash.Write(line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	hash.Write(line)
	return string(hash.Sum(nil))
}

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"injection-worm", "hijack", "brigade", "onboarding"} {
		s := load(t, name)
		first := digest(t, s, 3)
		if digest(t, s, 3) != first {
			t.Errorf("%s: one seed gives two streams", name)
		}
		if digest(t, s, 4) == first {
			t.Errorf("%s: two seeds give one stream", name)
		}
	}
}

func generate(t *testing.T, s sim.Scenario, seed uint64, take func(event.Action)) (sim.Truth, error) {
	return sim.Generate(t.Context(), s, seed, func(a event.Action) error { take(a); return nil })
}

func load(t *testing.T, name string) sim.Scenario {
	t.Helper()
	s, err := sim.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every scenario's actions are valid, in order of time, with ids of their own; and its truth
// names only who and what there is.
func TestTruthIsTrue(t *testing.T) {
	t.Parallel()
	for _, name := range sim.Names() {
		s := load(t, name)
		if s.Population.Agents > 10000 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			author, ids := map[string]string{}, map[string]bool{}
			var last time.Time
			truth, err := sim.Generate(t.Context(), s, 7, func(a event.Action) error {
				if a.Time.Before(last) {
					t.Fatalf("action %s is older than the one before it", a.ID)
				}
				if ids[a.ID] {
					t.Fatalf("id %s is there twice", a.ID)
				}
				ids[a.ID], last = true, a.Time.Time
				if a.Kind == event.PostCreated || a.Kind == event.CommentCreated {
					author[a.ID] = a.Agent.ID
				}
				if a.Kind == event.CommentCreated && author[a.PostID] == "" {
					t.Fatalf("comment %s is on a post that was not there", a.ID)
				}
				return event.Validate(a)
			})
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			for _, a := range truth.Agents {
				if names[a.Name] {
					t.Errorf("two agents are called %s", a.Name)
				}
				names[a.Name] = true
			}
			for _, c := range append(truth.Cases, truth.Negatives...) {
				if len(c.Agents) == 0 {
					t.Errorf("case %s has no agents", c.ID)
				}
				members := map[string]bool{}
				for _, id := range c.Agents {
					members[id] = true
				}
				for _, item := range c.Items {
					if !members[author[item]] {
						t.Fatalf("case %s claims item %s of an agent that is not in it", c.ID, item)
					}
				}
			}
			for _, c := range truth.Cases {
				if c.First == nil {
					t.Errorf("campaign %s never did anything", c.ID)
				}
			}
		})
	}
}

func TestGenerateEndsWithItsContextAndItsTaker(t *testing.T) {
	t.Parallel()
	s := load(t, "quiet-forum")
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := sim.Generate(ctx, s, 1, func(event.Action) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled generation gives %v", err)
	}
	full := errors.New("full")
	if _, err := sim.Generate(t.Context(), s, 1, func(event.Action) error { return full }); !errors.Is(err, full) {
		t.Errorf("a taker's error becomes %v", err)
	}
}

func BenchmarkGenerate(b *testing.B) {
	s, err := sim.Load("everything")
	if err != nil {
		b.Fatal(err)
	}
	actions := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sim.Generate(b.Context(), s, 1, func(event.Action) error { actions++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(actions)/b.Elapsed().Seconds(), "actions/s")
}
