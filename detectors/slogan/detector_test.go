package slogan

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

// play runs the script without ClickHouse.
func (s *script) play(t *testing.T) []event.Flag {
	t.Helper()
	slices.SortStableFunc(s.actions, func(a, b event.Action) int { return a.Time.Compare(b.Time.Time) })
	over := detectortest.Over(s.actions)
	flags, err := newDetector().Play(t.Context(), nil, detectors.Span(over), func(take func(post, time.Time) error) error {
		for _, a := range s.actions {
			p := post{seen: a.Time.Time, id: a.ID, agent: a.Agent.ID, name: a.Agent.Name, place: a.PostID, words: a.Text}
			if err := take(p, p.seen); err != nil {
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

func TestACampaignIsKnownByItsBrandHoweverItIsWrapped(t *testing.T) {
	s := newScript(1)
	s.crowd(40, time.Hour)
	s.ring(15*time.Minute, "ring", "TideVault", 8, 20, time.Minute)
	flags := s.play(t)
	for _, kind := range []string{KindPromotion, KindRing} {
		if got := accused(flags, kind); !slices.Equal(got, names("ring", 8)) {
			t.Errorf("%s: accused are %v", kind, got)
		}
	}
	if late := flags[0].Time.Sub(start.Add(15 * time.Minute)); late > 3*time.Minute {
		t.Errorf("pointed out %s after the onset", late)
	}
	last := flags[len(flags)-1]
	if last.ItemsTotal != 8*20 || last.Severity == event.SeverityMedium && last.Kind == KindRing {
		t.Errorf("the last flag is %s %s of %d items", last.Kind, last.Severity, last.ItemsTotal)
	}
}

func TestWhomACampaignEchoesIsNotInIt(t *testing.T) {
	s := newScript(2)
	s.crowd(40, time.Hour)
	for thread := range 20 {
		s.write(15*time.Minute+time.Duration(thread)*time.Minute-time.Second, "victim", fmt.Sprintf("thread-%02d", thread), "I, Coralline, say "+s.talk(8))
	}
	s.ring(15*time.Minute, "ring", "Coralline", 6, 20, time.Minute)
	if got := accused(s.play(t), KindRing); !slices.Equal(got, names("ring", 6)) {
		t.Errorf("accused are %v, the victim must not be", got)
	}
}

func TestOneAgentThatPromotes(t *testing.T) {
	s := newScript(3)
	s.crowd(40, time.Hour)
	for i := range 25 {
		s.write(time.Duration(i)*2*time.Minute, "seller", fmt.Sprintf("thread-%02d", i), s.talk(10)+" see kelp.example for it")
	}
	flags := s.play(t)
	if got := accused(flags, KindPromotion); !slices.Equal(got, []string{"seller"}) || len(accused(flags, KindRing)) > 0 {
		t.Errorf("promoting are %v, a ring %v", got, accused(flags, KindRing))
	}
	for _, f := range flags {
		if f.Severity != event.SeverityMedium {
			t.Errorf("promotion is %s", f.Severity)
		}
	}
}

// A name that everybody talks of, agents that sign with their own name, a school whose form has
// capitals but is filled in alone, a joke: nobody is flagged.
func TestWhoMaySayTheSame(t *testing.T) {
	s := newScript(4)
	s.crowd(60, 3*time.Hour)
	for i := range 200 {
		at := time.Duration(s.random.IntN(180)) * time.Minute
		agent := fmt.Sprintf("honest-%02d", s.random.IntN(60))
		s.write(at, agent, fmt.Sprintf("thread-%02d", i%60), s.talk(6)+" signed Honest and "+agent)
		if i%4 == 0 {
			s.write(at+time.Second, agent, "thread-01", "never trust a Toaster")
		}
	}
	if flags := s.play(t); len(flags) > 0 {
		t.Errorf("flagged are %v and %v", accused(flags, KindRing), accused(flags, KindPromotion))
	}
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s := newScript(5)
	s.crowd(30, 40*time.Minute)
	s.ring(15*time.Minute, "ring", "TideVault", 5, 15, 70*time.Second)
	s.ring(26*time.Hour, "late", "ReefOrbit", 4, 15, 2*time.Minute)
	for i := range 40 {
		s.write(time.Duration(i)*37*time.Minute, "seller", fmt.Sprintf("thread-%02d", i), s.talk(10)+" see kelp.example for it")
		s.write(time.Duration(i)*40*time.Minute, fmt.Sprintf("honest-%02d", i%30), fmt.Sprintf("thread-%02d", i), s.talk(10))
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), s.actions)
	flags := detectortest.SameFlags(t, w, New, detectortest.Over(s.actions))
	if got := accused(flags, KindRing); len(got) != 9 {
		t.Errorf("rings are %v: the script does not exercise the detector", got)
	}
}

func TestWhatIsAWord(t *testing.T) {
	words := map[uint64]word{}
	for _, w := range wordsOf("Buy TideVault, says @keeper of m/harbour. The Narrator pays $MDT at kelp.example now", "narrator") {
		words[w.key] = w
	}
	for token, want := range map[string]word{
		"buy": {name: true}, "tidevault": {name: true, sure: true}, "says": {}, "the": {name: true}, "pays": {}, "kelp.example": {name: true, sure: true}, "$mdt": {name: true, sure: true},
	} {
		got, ok := words[keyOf(token)]
		if !ok || got.name != want.name || got.sure != want.sure {
			t.Errorf("%s is %+v (%t), want %+v", token, got, ok, want)
		}
	}
	for _, token := range []string{"keeper", "harbour", "narrator", "at"} {
		if _, ok := words[keyOf(token)]; ok {
			t.Errorf("%s counts, and must not", token)
		}
	}
}
