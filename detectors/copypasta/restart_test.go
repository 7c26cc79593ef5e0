package copypasta

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// Rings, hours apart, with chatter and silence between them, across several epochs; the last
// goes on for longer than an episode that does not grow stays open.
func longScript() *script {
	s := newScript(5)
	s.chatter(25, 50*time.Minute)
	s.ring(15*time.Minute, 6, 20, []string{s.sentence(10), s.sentence(11)})
	s.ring(5*time.Hour+10*time.Minute, 9, 15, []string{s.sentence(10), s.sentence(12), s.sentence(9)})
	s.ring(26*time.Hour, 4, 15, []string{s.sentence(10)})
	for i := range 400 {
		s.say(4*time.Hour+time.Duration(i)*20*time.Second, fmt.Sprintf("honest-%02d", i%25), fmt.Sprintf("thread-%02d", i%30), s.sentence(12))
	}
	for day := range 3 {
		s.ring(time.Duration(day)*20*time.Hour+30*time.Hour, 3, 15, []string{s.sentence(10), s.sentence(14)})
	}
	return s
}

func (s *script) actions() (actions []event.Action) {
	for _, p := range s.inOrder() {
		actions = append(actions, event.Action{
			V: event.Version, ID: p.id, Forum: "f", Time: event.At(p.seen), Kind: event.CommentCreated,
			Agent: event.Agent{ID: p.agent}, PostID: p.place, Text: p.words,
		})
	}
	return actions
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	actions := longScript().actions()
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, New, detectortest.Over(actions))
	if len(flags) < 6 {
		t.Fatalf("only %d flags: the script does not exercise the detector", len(flags))
	}
}
