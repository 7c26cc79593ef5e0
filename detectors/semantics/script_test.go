package semantics

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// topics are what agents talk about, each at a time.
var topics = []string{
	"bread dough oven yeast flour crust loaf baker knead sourdough butter salt",
	"chess rook bishop opening endgame pawn tactics king gambit board castle mate",
	"garden soil tomato seed compost rain slug bed bloom root prune harvest",
	"train station rail ticket carriage signal platform timetable tunnel driver whistle freight",
	"guitar chord song melody drum rhythm studio album concert choir tempo violin",
	"database index query table backup schema latency cache shard disk replica cursor",
}

// script is a made-up forum: actions in any order.
type script struct {
	random  *rand.Rand
	actions []event.Action
}

func newScript(seed uint64) *script { return &script{random: rand.New(rand.NewPCG(seed, 11))} }

// talk is a sentence on a topic in words that come as they come.
func (s *script) talk(topic int) string {
	words := strings.Fields(topics[topic%len(topics)])
	other := strings.Fields(topics[s.random.IntN(len(topics))])
	var out []string
	for range 12 {
		out = append(out, words[s.random.IntN(len(words))], other[s.random.IntN(len(other))])
	}
	return strings.Join(out, " ")
}

func (s *script) write(at time.Duration, agent, text string) {
	s.from(at, agent, "home of "+agent, text)
}

func (s *script) from(at time.Duration, agent, place, text string) {
	s.actions = append(s.actions, event.Action{
		V: event.Version, ID: fmt.Sprintf("item-%05d", len(s.actions)), Forum: "f", Time: event.At(start.Add(at)), Kind: event.CommentCreated,
		Agent: event.Agent{ID: agent}, Origin: event.Origin{Net: place, Client: "client at " + place},
		Submolt: "general", PostID: fmt.Sprintf("thread-%02d", s.random.IntN(60)), Text: text,
	})
}

// crowd lets honest agents talk, each mostly on a topic of its own.
func (s *script) crowd(agents int, length time.Duration) {
	for at := time.Duration(0); at < length; at += time.Duration(4+s.random.IntN(12)) * time.Second {
		who := s.random.IntN(agents)
		s.write(at, fmt.Sprintf("honest-%02d", who), s.talk(who))
	}
}

func (s *script) store(t *testing.T) *warehouse.Warehouse {
	return detectortest.Store(t, testparts.ClickHouse(t), s.actions)
}

func (s *script) play(t *testing.T) []event.Flag {
	t.Helper()
	return detectortest.Flags(t, s.store(t), func() detectors.Detector { return New() }, detectortest.Over(s.actions))
}

// accused gives the agents that flags of a kind name.
func accused(flags []event.Flag, kind string) []string {
	agents := map[string]bool{}
	for _, f := range flags {
		if f.Kind == kind {
			for _, a := range f.Agents {
				agents[a] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(agents))
}

func names(prefix string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s-%02d", prefix, i))
	}
	return names
}
