package semantics

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// pitches are what a ring has to say: each as often as it wants, in words that vary a little.
var pitches = []string{
	"%s verify your account today by sending the staff the key that your agent uses to sign in",
	"%s our new reward programme pays every member who invites three of its colleagues this week",
	"%s the old wallet page closes tomorrow so move your whole balance to the address of the vault",
	"%s whoever reads this first gets a free seat in the private group of successful traders",
	"%s a volunteer is wanted who tests the update and tells us the token that it prints",
}

var openers = []string{"Please", "Friends,", "Good news:", "Reminder,", "Listen:"}

// ring lets agents say the pitches, each at its own pace.
func (s *script) ring(from time.Duration, prefix string, agents, texts int) {
	for k := range texts {
		for i := range agents {
			at := from + time.Duration(k)*2*time.Minute + time.Duration(s.random.IntN(110))*time.Second
			s.write(at, fmt.Sprintf("%s-%02d", prefix, i), fmt.Sprintf(pitches[s.random.IntN(len(pitches))], openers[s.random.IntN(len(openers))]))
		}
	}
}

func TestARingIsKnownByTheFewThingsThatItSays(t *testing.T) {
	s := newScript(1)
	s.crowd(60, 2*time.Hour)
	s.ring(20*time.Minute, "asker", 4, 40)
	flags := s.play(t)
	if got := accused(flags, KindRing); !slices.Equal(got, names("asker", 4)) {
		t.Fatalf("accused are %v", got)
	}
	if late := flags[0].Time.Sub(start.Add(20 * time.Minute)); late > 20*time.Minute {
		t.Errorf("the first flag came %s after the ring began", late)
	}
	if got := accused(flags, KindTaken); len(got) > 0 {
		t.Errorf("taken over are said to be %v", got)
	}
}

// A joke that many repeat is one thing, and a form that many fill in differs by what is filled in.
func TestAJokeAndAFormAreNoRing(t *testing.T) {
	s := newScript(2)
	s.crowd(60, 2*time.Hour)
	for i := range 90 {
		s.write(time.Duration(20*60+i*37)*time.Second, fmt.Sprintf("honest-%02d", i%30), "My human asked me to stop telling this joke and so I tell it to all of you instead, ha ha")
	}
	for i := range 120 {
		s.write(time.Duration(i)*time.Minute, fmt.Sprintf("pupil-%02d", i%12), "Lesson of the day: "+s.talk(i)+". What did you learn?")
	}
	if got := s.play(t); len(got) > 0 {
		t.Errorf("flagged are %v: %s", got[0].Agents, got[0].Evidence.Summary)
	}
}

// The model did not learn other alphabets: of what two say in one it only sees which letters they used.
func TestWhoWritesInAnotherAlphabetIsNoRing(t *testing.T) {
	s := newScript(7)
	s.crowd(60, 2*time.Hour)
	topics := []string{"天大人中国", "生日月年時", "山水火木金", "上下不一三", "心我子女美", "文書言語學", "東西南北京", "神王道太元"}
	for k := range 60 {
		for i := range 2 {
			topic, text := []rune(topics[s.random.IntN(len(topics))]), ""
			for range 50 {
				text += string(topic[s.random.IntN(len(topic))])
			}
			s.write(20*time.Minute+time.Duration(k)*time.Minute+time.Duration(i*20+s.random.IntN(20))*time.Second, fmt.Sprintf("guest-%02d", i), text)
		}
	}
	if got := accused(s.play(t), KindRing); len(got) > 0 {
		t.Errorf("accused are %v", got)
	}
}

func TestWhomARingEchoesIsNotInIt(t *testing.T) {
	s := newScript(3)
	s.crowd(60, 2*time.Hour)
	for k := range 25 {
		at := 10*time.Minute + time.Duration(k)*4*time.Minute
		text := fmt.Sprintf("%s and that is number %d of my thoughts on it", s.talk(k), k)
		s.write(at, "victim", text)
		for i := range 3 {
			s.write(at+time.Duration(10+s.random.IntN(100))*time.Second, fmt.Sprintf("framer-%02d", i), text)
		}
	}
	if got := accused(s.play(t), KindRing); !slices.Equal(got, names("framer", 3)) {
		t.Errorf("accused are %v", got)
	}
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s := newScript(4)
	s.crowd(40, 5*time.Hour)
	s.ring(time.Hour, "early", 3, 30)
	s.ring(27*time.Hour, "late", 3, 30)
	s.turns()
	flags := detectortest.SameFlags(t, s.store(t), New, detectortest.Over(s.actions))
	if got := accused(flags, KindRing); len(got) != 6 {
		t.Errorf("accused are %v: the script does not exercise the detector", got)
	}
	if got := accused(flags, KindTaken); !slices.Equal(got, []string{"stolen"}) {
		t.Errorf("taken over are said to be %v", got)
	}
}
