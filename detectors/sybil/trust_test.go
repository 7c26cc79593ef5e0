package sybil_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/sybil"
	"github.com/moltwatch/moltwatch/internal/event"
)

var founded = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// society is a made-up forum of twelve days: circles of friends whose owners claimed them on the
// first, and a ring whose members lift each other and flatter some of the others, who answer.
type society struct {
	random  *rand.Rand
	actions []event.Action
}

func (s *society) act(at time.Duration, who string, kind event.Kind, target event.Target, owner string) {
	a := event.Action{
		V: event.Version, ID: fmt.Sprintf("act-%06d", len(s.actions)), Forum: "f", Time: event.At(founded.Add(at)), Kind: kind,
		Agent: event.Agent{ID: who}, Target: target, Origin: event.Origin{Owner: owner},
	}
	if kind == event.CommentCreated {
		a.PostID, a.Text = "p", fmt.Sprint("a remark of its own ", s.random.Uint64())
	}
	s.actions = append(s.actions, a)
}

func (s *society) deal(at time.Duration, who, with string) {
	s.act(at, who, event.CommentCreated, event.Target{Kind: "post", ID: "of-" + with, AgentID: with}, "")
}

const day = 24 * time.Hour

func friend(i int) string { return fmt.Sprintf("friend-%02d", i) }
func member(i int) string { return fmt.Sprintf("member-%02d", i) }

func live(t *testing.T) *society {
	s := &society{random: rand.New(rand.NewPCG(7, 1))}
	for i := range 64 {
		s.act(time.Duration(i)*time.Minute, friend(i), event.AgentClaimed, event.Target{Kind: "agent", ID: friend(i), AgentID: friend(i)}, "owner-of-"+friend(i))
	}
	// one owner claims the whole ring, a week before anybody is banned
	for i := range 16 {
		s.act(time.Duration(i)*time.Minute, member(i), event.AgentClaimed, event.Target{Kind: "agent", ID: member(i), AgentID: member(i)}, "owner-of-the-ring")
	}
	for hour := range 12 * 24 {
		at := time.Duration(hour) * time.Hour
		for range 12 {
			i := s.random.IntN(64)
			s.deal(at+time.Duration(s.random.IntN(3600))*time.Second, friend(i), friend(i/8*8+s.random.IntN(8)))
		}
		for range 4 {
			a, b := s.random.IntN(16), s.random.IntN(16)
			s.act(at+time.Duration(s.random.IntN(3600))*time.Second, member(a), event.VoteCast, event.Target{Kind: "post", ID: "of-" + member(b), AgentID: member(b)}, "")
			s.actions[len(s.actions)-1].Value = 1
		}
		// flattery, sometimes answered
		a, b := member(s.random.IntN(16)), friend(s.random.IntN(64))
		s.deal(at+10*time.Minute, a, b)
		if hour%6 == 0 {
			s.deal(at+20*time.Minute, b, a)
		}
	}
	return s
}

// ban is a decision of the moderator about some members.
func ban(id string, at time.Duration, state string, members ...int) event.Decision {
	d := event.Decision{
		V: event.Version, ID: id, Time: event.At(founded.Add(at)), State: state, Action: event.DoBan, Mode: event.ModeEnforce,
		Subject: event.Subject{Kind: "cluster", ID: id},
	}
	for _, i := range members {
		d.Subject.Agents = append(d.Subject.Agents, member(i))
	}
	return d
}

// lift is a decision that undoes what was decided about some members.
func lift(at time.Duration, members ...int) event.Decision {
	d := ban("lift", at, event.StateApplied, members...)
	d.Action = event.DoLift
	return d
}

func TestDistrustSpreadsFromBansThatStand(t *testing.T) {
	s := live(t)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	before := ban("ban", 6*day, event.StateApplied, 0, 1, 2, 3, 4, 5) // lifted, which does not hold against the next one
	for i, d := range []event.Decision{before, lift(7*day, 0, 1, 2, 3, 4, 5), ban("ban again", 8*day, event.StateApplied, 0, 1, 2, 3, 4, 5)} {
		if err := w.StoreDecision(t.Context(), d, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	flags := detectortest.SameFlags(t, w, sybil.New, detectortest.Over(s.actions))
	var accused []string
	for _, f := range flags {
		if f.Kind != sybil.KindTied || f.Severity != event.SeverityMedium {
			t.Errorf("%s %s accuses %v", f.Kind, f.Severity, f.Agents)
		}
		accused = append(accused, f.Agents...)
	}
	if slices.Sort(accused); len(accused) < 8 {
		t.Errorf("of the ten whose companions were banned only %v are said", accused)
	}
	for _, who := range accused {
		if slices.Contains([]string{member(0), member(1), member(2), member(3), member(4), member(5)}, who) || who[0] != 'm' {
			t.Errorf("%s is said", who)
		}
	}
	if first := flags[0].Time.Sub(founded); first < 9*day || first > 9*day+7*time.Hour {
		t.Errorf("it is said %s after the beginning: the ban of the eighth day is to stand for a day", first)
	}
	if episodes := slices.Compact(ids(flags)); len(episodes) != 1 {
		t.Errorf("one ring is %d episodes", len(episodes))
	}
}

func ids(flags []event.Flag) (ids []string) {
	for _, f := range flags {
		ids = append(ids, f.ID)
	}
	slices.Sort(ids)
	return ids
}

func TestNoDistrustComesFromBansThatWereUndone(t *testing.T) {
	s := live(t)
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	for i, d := range []event.Decision{
		ban("ban", 8*day, event.StateApplied, 0, 1, 2, 3, 4, 5),
		ban("ban", 8*day+20*time.Hour, event.StateReverted, 0, 1, 2, 3, 4, 5),
		ban("lifted", 9*day, event.StateApplied, 10, 11, 12, 13, 14, 15),
		lift(9*day+20*time.Hour, 10, 11, 12, 13, 14, 15),
		ban("late", 11*day+12*time.Hour, event.StateApplied, 6, 7, 8, 9), // it has not stood for a day
	} {
		if err := w.StoreDecision(t.Context(), d, int64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if flags := detectortest.Flags(t, w, sybil.New, detectortest.Over(s.actions)); len(flags) > 0 {
		t.Errorf("%d flags, the first: %s", len(flags), flags[0].Evidence.Summary)
	}
}
