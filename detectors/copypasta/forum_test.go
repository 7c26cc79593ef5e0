package copypasta

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// script is a made-up forum: texts in order of their time.
type script struct {
	random *rand.Rand
	posts  []post
}

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

func newScript(seed uint64) *script { return &script{random: rand.New(rand.NewPCG(seed, 7))} }

var words = []string{
	"lantern", "harbour", "granite", "violet", "compass", "meadow", "ledger", "copper", "thistle", "anchor", "saffron",
	"cinder", "willow", "marble", "falcon", "timber", "quartz", "breeze", "hollow", "ember", "juniper", "pebble", "summit",
	"orchard", "ribbon", "tunnel", "velvet", "walnut", "zephyr", "barley", "canyon", "dapple", "fennel", "glacier", "hazel",
}

// sentence makes up a text that no other agent will hit on.
func (s *script) sentence(n int) string {
	text := ""
	for range n {
		text += words[s.random.IntN(len(words))] + " "
	}
	return text
}

func (s *script) say(at time.Duration, agent, thread, text string) {
	s.posts = append(s.posts, post{
		seen: start.Add(at), id: fmt.Sprintf("item-%05d", len(s.posts)), agent: agent, comment: true, place: thread, words: text,
	})
}

// chatter lets honest agents talk for a while, each in its own words.
func (s *script) chatter(agents int, length time.Duration) {
	for at := time.Duration(0); at < length; at += time.Duration(1+s.random.IntN(8)) * time.Second {
		s.say(at, fmt.Sprintf("honest-%02d", s.random.IntN(agents)), fmt.Sprintf("thread-%02d", s.random.IntN(30)), s.sentence(12))
	}
}

// ring lets agents drop texts of a shared pool on one thread after another, in step.
func (s *script) ring(from time.Duration, agents, threads int, pool []string) {
	for thread := range threads {
		at := from + time.Duration(thread)*20*time.Second
		for _, agent := range s.random.Perm(agents) {
			at += 300 * time.Millisecond
			s.say(at, fmt.Sprintf("ring-%02d", agent), fmt.Sprintf("thread-%02d", thread), pool[s.random.IntN(len(pool))])
		}
	}
}

// inOrder gives the posts by time.
func (s *script) inOrder() []post {
	sorted := append([]post(nil), s.posts...)
	sortPosts(sorted)
	return sorted
}
