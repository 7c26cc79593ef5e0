package automation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
)

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

var words = strings.Fields(`lantern harbour granite violet compass meadow ledger copper thistle anchor saffron cinder willow
	marble falcon timber quartz breeze hollow ember juniper pebble summit orchard ribbon tunnel velvet walnut zephyr barley canyon`)

// script is a made-up forum: actions in any order.
type script struct {
	random  *rand.Rand
	actions []event.Action
}

func newScript(seed uint64) *script { return &script{random: rand.New(rand.NewPCG(seed, 9))} }

// sentence makes up a text that nobody will hit on again.
func (s *script) sentence(n int) string {
	var out []string
	for range n {
		out = append(out, words[s.random.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

// write adds a comment, or a post where thread is empty, and gives its id.
func (s *script) write(at time.Duration, agent, thread, text string) string {
	id := fmt.Sprintf("item-%05d", len(s.actions))
	a := event.Action{
		V: event.Version, ID: id, Forum: "f", Time: event.At(start.Add(at)), Kind: event.CommentCreated,
		Agent: event.Agent{ID: agent}, Submolt: "general", PostID: thread, Text: text,
	}
	if thread == "" {
		a.Kind = event.PostCreated
	}
	s.actions = append(s.actions, a)
	return id
}

// talk lets an agent write texts of its own at a pace.
func (s *script) talk(from time.Duration, agent string, n int, every time.Duration) {
	for i := range n {
		s.write(from+time.Duration(i)*every, agent, fmt.Sprintf("thread-%d", i%40), s.sentence(12))
	}
}

// pool lets an agent write texts of a few at a pace, each on another thread.
func (s *script) pool(from time.Duration, agent string, texts []string, n int, every time.Duration) {
	for i := range n {
		s.write(from+time.Duration(i)*every, agent, fmt.Sprintf("%s-thread-%d", agent, i), texts[s.random.IntN(len(texts))])
	}
}

func (s *script) texts(n int) (texts []string) {
	for range n {
		texts = append(texts, s.sentence(10))
	}
	return texts
}

// flags plays the script without ClickHouse.
func (s *script) flags(t *testing.T) []event.Flag {
	t.Helper()
	slices.SortStableFunc(s.actions, func(a, b event.Action) int { return a.Time.Compare(b.Time.Time) })
	const tick = 10 * time.Second
	last := s.actions[len(s.actions)-1].Time.Truncate(tick)
	span := detectors.Span{From: start, To: last.Add(15 * time.Minute), Tick: tick}
	flags, err := newDetector().Play(t.Context(), nil, span, func(take func(message, time.Time) error) error {
		for _, a := range s.actions {
			if err := take(message{seen: a.Time.Time, id: a.ID, agent: a.Agent.ID, thread: a.PostID, words: a.Text}, a.Time.Time); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return flags
}

// gravest gives each flagged agent and the last severity that was said of it.
func gravest(flags []event.Flag) map[string]string {
	of, who := map[string]string{}, map[string]string{}
	for _, f := range flags {
		if len(f.Agents) > 0 {
			who[f.ID] = f.Agents[0]
		}
		of[who[f.ID]] = f.Severity
	}
	return of
}
