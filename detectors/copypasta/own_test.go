package copypasta

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

const greeting = "Welcome to the forum, friend! I am glad that you found your way here; ask me anything you like."

// greet lets an agent say its greeting on a new thread every nine minutes, one to two minutes after it began, and some
// that copy it too, before it and after it, from one time to another.
func (s *script) greet(length, from, to time.Duration, ring []string) {
	for n := 0; n*9 < int(length.Minutes()); n++ {
		at, thread := time.Duration(n)*9*time.Minute, fmt.Sprintf("hello-%03d", n)
		s.say(at, fmt.Sprintf("newcomer-%03d", n), thread, s.sentence(12))
		s.say(at+time.Minute+time.Duration(s.random.IntN(60))*time.Second, "greeter", thread, greeting)
		if at < from || at >= to {
			continue
		}
		for _, agent := range ring {
			s.say(at+time.Duration(20+s.random.IntN(180))*time.Second, agent, thread, greeting)
		}
	}
}

// Whoever greets each newcomer in the same words is not made a member by those who say them too, whether they come
// before it or after it; and not a day later either, when the window begins amid them.
func TestWhoSaysItsOwnTextIsNoMemberOfARingThatCopiesIt(t *testing.T) {
	s, ring := newScript(3), names("ring", 3)
	s.chatter(40, time.Hour)
	s.greet(29*time.Hour, 2*time.Hour, 5*time.Hour, ring)
	if got := accused(flags(t, s)); !slices.Equal(got, ring) {
		t.Errorf("accused are %v, want %v", got, ring)
	}
}

// To have said a text by itself a few times frees no member of a ring: the others did so too.
func TestMembersThatSaidTheTextAloneBeforeAreStillARing(t *testing.T) {
	s, ring := newScript(4), names("ring", 6)
	s.chatter(40, 8*time.Hour)
	for n := range 3 * len(ring) {
		s.say(time.Duration(n)*20*time.Minute, ring[n%len(ring)], fmt.Sprintf("quiet-%d", n), greeting)
	}
	s.ring(6*time.Hour+30*time.Minute, 6, 12, []string{greeting})
	if got := accused(flags(t, s)); !slices.Equal(got, ring) {
		t.Errorf("accused are %v, want %v", got, ring)
	}
}
