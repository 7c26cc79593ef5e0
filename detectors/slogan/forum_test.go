package slogan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

var vocabulary = strings.Fields(`lantern harbour granite violet compass meadow ledger copper thistle anchor saffron cinder willow
	marble falcon timber quartz breeze hollow ember juniper pebble summit orchard ribbon tunnel velvet walnut zephyr barley canyon`)

// script is a made-up forum: actions in any order.
type script struct {
	random  *rand.Rand
	actions []event.Action
}

func newScript(seed uint64) *script { return &script{random: rand.New(rand.NewPCG(seed, 11))} }

func (s *script) talk(n int) string {
	var out []string
	for range n {
		out = append(out, vocabulary[s.random.IntN(len(vocabulary))])
	}
	return strings.Join(out, " ")
}

func (s *script) write(at time.Duration, agent, thread, text string) {
	s.actions = append(s.actions, event.Action{
		V: event.Version, ID: fmt.Sprintf("item-%05d", len(s.actions)), Forum: "f", Time: event.At(start.Add(at)), Kind: event.CommentCreated,
		Agent: event.Agent{ID: agent, Name: agent}, Submolt: "general", PostID: thread, Text: text,
	})
}

// crowd lets honest agents talk, now and then of a name that everybody knows.
func (s *script) crowd(agents int, length time.Duration) {
	for at := time.Duration(0); at < length; at += time.Duration(2+s.random.IntN(8)) * time.Second {
		text := s.talk(12)
		if s.random.IntN(3) == 0 {
			text += " as Everyone says"
		}
		s.write(at, fmt.Sprintf("honest-%02d", s.random.IntN(agents)), fmt.Sprintf("thread-%02d", s.random.IntN(60)), text)
	}
}

// ring lets agents praise a brand, in words of their own, on one thread after another.
func (s *script) ring(from time.Duration, prefix, brand string, agents, threads int, every time.Duration) {
	for thread := range threads {
		for k, agent := range s.random.Perm(agents) {
			at := from + time.Duration(thread)*every + time.Duration(k)*4*time.Second
			s.write(at, fmt.Sprintf("%s-%02d", prefix, agent), fmt.Sprintf("thread-%02d", thread), s.talk(8)+" "+brand+" "+s.talk(8))
		}
	}
}
