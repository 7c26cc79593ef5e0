package takeover_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/internal/event"
)

// scene is what agents did, by the minute of a day.
type scene struct {
	day     int
	actions []event.Action
}

func (s *scene) at(minute int) time.Time {
	return start.AddDate(0, 0, s.day).Add(time.Duration(minute) * time.Minute)
}

// says lets an agent comment from a place at some minutes, and gives the last of its deeds.
func (s *scene) says(agent, net, client string, minutes ...int) (d takeover.Deed) {
	for _, minute := range minutes {
		d = s.does(event.CommentCreated, agent, net, client, minute)
	}
	return d
}

func (s *scene) does(kind event.Kind, agent, net, client string, minute int) takeover.Deed {
	a := event.Action{
		V: event.Version, ID: fmt.Sprintf("%d/%s/%s/%d", s.day, agent, net, minute), Forum: "f", Time: event.At(s.at(minute)),
		Kind: kind, Agent: event.Agent{ID: agent}, Origin: event.Origin{Net: net, Client: client},
	}
	if kind == event.CommentCreated {
		a.PostID, a.Text = "p", "x"
	}
	s.actions = append(s.actions, a)
	return takeover.Deed{Agent: agent, Item: a.ID, Seen: a.Time.Time}
}

// crowd lets honest agents comment, each from a home of its own: some at minute 0 and 65, and some at minute 65 only.
func (s *scene) crowd(known, new int) {
	for i := range known + new {
		minutes := []int{0, 65}
		if i >= known {
			minutes = minutes[1:]
		}
		s.says(fmt.Sprint("honest-", i), fmt.Sprint("home-", i), "a client", minutes...)
	}
}

// thieves lets two accounts that lived elsewhere act from a place, and three more of whom nothing is known; it gives the
// deeds of those three.
func (s *scene) thieves(lived, minute int) (silent []takeover.Deed) {
	for i := range 2 {
		agent := fmt.Sprint("stolen-", i)
		for k := range lived {
			s.says(agent, fmt.Sprint("far-", i), "its own", k)
		}
		s.says(agent, "thief", "thief's", minute)
	}
	for i := range 3 {
		silent = append(silent, s.says(fmt.Sprint("silent-", i), "thief", "thief's", minute))
	}
	return silent
}

func TestWhoElseActsFromThePlaceTellsOfTheRing(t *testing.T) {
	cases := map[string]struct {
		play func(s *scene) []takeover.Deed
		want bool
	}{
		"two of five lived elsewhere, and half of the forum is known": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			for i := range 30 { // whose keys did not fit is no victim
				s.does(event.AuthFailed, fmt.Sprint("safe-", i), "thief", "thief's", 61)
			}
			return s.thieves(3, 60)
		}, true},
		"all of the forum is known": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			return s.thieves(3, 60)
		}, false},
		"their keys were tried there in vain": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			deeds := s.thieves(3, 60)
			s.does(event.AuthFailed, "silent-0", "thief", "thief's", 59)
			s.does(event.AuthFailed, "silent-1", "thief", "thief's", 63)
			for i := range 2 { // to have tried before, or with another client, is not to have lived there
				s.does(event.AuthFailed, fmt.Sprint("stolen-", i), "thief", "thief's", -1)
				s.does(event.AuthFailed, fmt.Sprint("stolen-", i), "thief", "another", 59)
			}
			return deeds
		}, true},
		"keys of others were tried there in vain": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			deeds := s.thieves(3, 60)
			s.does(event.AuthFailed, "silent-0", "thief", "thief's", 59)
			s.does(event.AuthFailed, "silent-1", "thief", "thief's", 63)
			return []takeover.Deed{deeds[2], deeds[2], deeds[2]}
		}, true},
		"keys of those who live there failed": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			for i := range 2 {
				agent := fmt.Sprint("at-home-", i)
				s.says(agent, "thief", "another", 1)
				s.does(event.AuthFailed, agent, "thief", "thief's", 59)
				s.says(agent, "thief", "thief's", 60)
			}
			return s.thieves(3, 60)
		}, false},
		"nobody lived elsewhere, and keys were tried": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			deeds := s.thieves(1, 60)
			for _, d := range deeds {
				s.does(event.AuthFailed, d.Agent, "thief", "thief's", 59)
			}
			return deeds
		}, false},
		"their keys were tried elsewhere": {func(s *scene) []takeover.Deed {
			s.crowd(40, 0)
			deeds := s.thieves(3, 60)
			for _, d := range deeds {
				s.does(event.AuthFailed, d.Agent, "elsewhere", "another", 59)
			}
			return deeds
		}, false},
		"so few act that the share is one": {func(s *scene) []takeover.Deed {
			s.crowd(5, 5)
			return s.thieves(3, 60)
		}, false},
		"the unknown half of the forum registered just now": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			for i := range 20 {
				s.does(event.AgentRegistered, fmt.Sprint("honest-", 20+i), "home", "a client", 62)
			}
			return s.thieves(3, 60)
		}, false},
		"who registered at the place is not counted": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			for i := range 10 {
				s.does(event.AgentRegistered, fmt.Sprint("made-", i), "thief", "thief's", 61)
			}
			return s.thieves(3, 60)
		}, true},
		"nor does the place itself tell how many are known": {func(s *scene) []takeover.Deed {
			s.crowd(20, 0)
			for i := range 25 {
				s.says(fmt.Sprint("more-", i), "thief", "thief's", 61)
			}
			for i := range 8 {
				s.says(fmt.Sprint("moved-", i), "far", "its own", 1)
				s.says(fmt.Sprint("moved-", i), "thief", "thief's", 61)
			}
			return s.thieves(3, 60)
		}, false},
		"they hardly lived elsewhere": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			return s.thieves(1, 60)
		}, false},
		"who lived elsewhere left more than an hour ago": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			deeds := s.thieves(3, 5)
			for i, d := range deeds {
				deeds[i] = s.says(d.Agent, "thief", "thief's", 70)
			}
			return deeds
		}, false},
		"who lived elsewhere uses another client": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			deeds := s.thieves(3, 60)
			for i, d := range deeds {
				deeds[i] = s.says(d.Agent+"+", "thief", "another", 60)
			}
			deeds[0] = s.says("apart", "apart", "thief's", 60)
			return deeds
		}, false},
		"who lived elsewhere had been there with another client": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			for i := range 2 {
				s.says(fmt.Sprint("stolen-", i), "thief", "another", 30)
			}
			return s.thieves(3, 60)
		}, false},
		"they registered there": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			deeds := s.thieves(3, 60)
			for _, d := range deeds {
				s.does(event.AgentRegistered, d.Agent, "thief", "thief's", 50)
			}
			return deeds
		}, false},
		"hundreds act there": {func(s *scene) []takeover.Deed {
			s.crowd(20, 20)
			for i := range 250 {
				agent := fmt.Sprint("moved-", i)
				s.says(agent, fmt.Sprint("flat-", i), "its own", 1)
				s.says(agent, "thief", "thief's", 61)
			}
			return s.thieves(3, 60)
		}, false},
	}
	plays := map[string][]takeover.Deed{}
	var actions []event.Action
	for name, c := range cases {
		s := scene{day: 2 * len(plays)} // far from the others
		silent := c.play(&s)
		late := silent[2]
		late.Seen = s.at(70)
		plays[name] = append(silent, late)
		actions = append(actions, s.actions...)
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	var m takeover.Memory
	for range 2 { // the second time from memory, if it is of the same minute
		for name, deeds := range plays {
			of, err := m.Victims(t.Context(), w, deeds)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range deeds {
				if of[d.Agent] != cases[name].want {
					t.Errorf("%s: %s was taken over: %t, want %t", name, d.Agent, of[d.Agent], cases[name].want)
				}
			}
		}
	}
}

// What comes after a ring's last deed changes nothing, whatever the memory was asked before.
func TestAnAnswerIsAsOfTheLastDeed(t *testing.T) {
	var s scene
	s.crowd(20, 20)
	silent := s.thieves(3, 60)
	early := []takeover.Deed{silent[0], silent[1]}
	last := silent[2]
	last.Seen = s.at(70)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	var asked takeover.Memory
	for _, deeds := range [][]takeover.Deed{append(early, last), early} {
		var fresh takeover.Memory
		of, err := asked.Victims(t.Context(), w, deeds)
		if err != nil {
			t.Fatal(err)
		}
		again, err := fresh.Victims(t.Context(), w, deeds)
		if err != nil {
			t.Fatal(err)
		}
		if want := len(deeds) == 3; of["silent-0"] != want || again["silent-0"] != want {
			t.Errorf("as of %s it was taken over: %t, and asked for the first time: %t, want %t", deeds[len(deeds)-1].Seen, of["silent-0"], again["silent-0"], want)
		}
	}
}
