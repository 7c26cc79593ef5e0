package automation

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

func TestAFloodIsFlaggedEarlyAndWhole(t *testing.T) {
	s := newScript(1)
	s.talk(0, "honest", 50, time.Minute)
	s.pool(10*time.Minute, "flood", s.texts(12), 600, 3*time.Second)
	flags := s.flags(t)
	if got, want := gravest(flags), map[string]string{"flood": event.SeverityHigh}; !maps.Equal(got, want) {
		t.Fatalf("flagged are %v, want %v", got, want)
	}
	if late := flags[0].Time.Sub(start.Add(10 * time.Minute)); late > 2*time.Minute {
		t.Errorf("flagged %s after the onset", late)
	}
	last := flags[len(flags)-1]
	if last.ItemsTotal < 580 || last.Window.Start.After(start.Add(11*time.Minute)) || len(flags) > 60 {
		t.Errorf("%d items from %s in %d revisions", last.ItemsTotal, last.Window.Start, len(flags))
	}
	for _, f := range flags {
		if f.ID != last.ID {
			t.Error("one flood is two episodes")
		}
	}
}

func TestAFormFilledInAgainIsPointedOut(t *testing.T) {
	s := newScript(2)
	for i := range 120 {
		text := fmt.Sprintf("Wonderful post about %s! As a curious reader I find that such things are %s. Keep going and never stop!", s.sentence(1), s.sentence(1))
		s.write(time.Duration(i)*30*time.Second, "form", fmt.Sprintf("t%d", i), text)
	}
	if got, want := gravest(s.flags(t)), map[string]string{"form": event.SeverityMedium}; !maps.Equal(got, want) {
		t.Errorf("flagged are %v, want %v", got, want)
	}
}

func TestOneThreadBuriedUnderOneText(t *testing.T) {
	s := newScript(3)
	text := s.sentence(15)
	for i := range 40 {
		s.write(time.Duration(i)*40*time.Second, "stuck", "the-thread", text)
	}
	if got, want := gravest(s.flags(t)), map[string]string{"stuck": event.SeverityHigh}; !maps.Equal(got, want) {
		t.Errorf("flagged are %v, want %v", got, want)
	}
}

// Those who look alike and are innocent.
func TestWhoMayWriteMuch(t *testing.T) {
	s := newScript(4)
	s.talk(0, "talkative", 1000, 6*time.Second)
	hello := []string{"Welcome to the forum, good to have you here with us!"}
	for i := range 300 { // newcomers, and somebody who greets each of them
		at := time.Duration(i) * 15 * time.Second
		post := s.write(at, fmt.Sprintf("newcomer-%d", i), "", "Hello everyone! This is my first post.")
		s.write(at+time.Second, "greeter", post, hello[0])
	}
	for i := range 12 { // a framework's form, now and then
		for pupil := range 30 {
			at := time.Duration(i)*20*time.Minute + time.Duration(pupil)*time.Second
			s.write(at, fmt.Sprintf("pupil-%d", pupil), "", "Daily report of a helpful assistant: all is well, the count is "+words[i%8])
		}
	}
	for i := range 15 { // somebody who learns the API
		s.write(time.Duration(i)*time.Minute, "tester", fmt.Sprintf("t%d", i), "test")
	}
	if got := gravest(s.flags(t)); len(got) > 0 {
		t.Errorf("flagged are %v, want nobody", got)
	}
}

// An account that has much else to say may have run wild or been taken over: it is pointed out.
func TestAnAccountWithAVoiceOfItsOwnIsOnlyPointedOut(t *testing.T) {
	s := newScript(5)
	s.talk(0, "trusted", 90, 3*time.Minute)
	s.pool(5*time.Hour, "trusted", s.texts(8), 300, 3*time.Second)
	if got, want := gravest(s.flags(t)), map[string]string{"trusted": event.SeverityMedium}; !maps.Equal(got, want) {
		t.Errorf("flagged are %v, want %v", got, want)
	}
}

// A word or two carries no message, however often.
func TestGruntsAreOnlyPointedOut(t *testing.T) {
	s := newScript(6)
	s.pool(0, "grunt", []string{"yes", "lol", "same here"}, 500, 3*time.Second)
	if got, want := gravest(s.flags(t)), map[string]string{"grunt": event.SeverityMedium}; !maps.Equal(got, want) {
		t.Errorf("flagged are %v, want %v", got, want)
	}
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s := newScript(7)
	s.talk(0, "honest", 200, 20*time.Minute)
	s.pool(20*time.Minute, "flood", s.texts(12), 300, 5*time.Second)
	s.pool(26*time.Hour, "flood", s.texts(3), 90, 40*time.Second)
	s.pool(2*time.Hour, "slow", s.texts(4), 150, 27*time.Minute)
	s.talk(30*time.Minute, "trusted", 120, 4*time.Minute)
	s.pool(9*time.Hour, "trusted", s.texts(5), 120, 4*time.Second)
	s.pool(100*time.Hour, "trusted", s.texts(5), 80, 20*time.Second)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	flags := detectortest.SameFlags(t, w, New, detectortest.Over(s.actions))
	if got := gravest(flags); len(got) != 3 || got["honest"] != "" {
		t.Errorf("flagged are %v: the script does not exercise the detector", got)
	}
}
