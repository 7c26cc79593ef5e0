package copypasta

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
)

func sortPosts(posts []post) {
	slices.SortFunc(posts, func(a, b post) int { return cmp.Or(a.seen.Compare(b.seen), cmp.Compare(a.id, b.id)) })
}

// flags runs a script through the detector, and ten minutes more: what waits for a revision is
// said in the end.
func flags(t *testing.T, s *script) []event.Flag {
	t.Helper()
	posts := s.inOrder()
	const tick = 10 * time.Second
	span := detectors.Span{From: posts[0].seen.Truncate(tick), To: posts[len(posts)-1].seen.Truncate(tick).Add(10 * time.Minute), Tick: tick}
	all, err := newDetector().Play(t.Context(), nil, span, func(take func(post, time.Time) error) error {
		for _, p := range posts {
			if err := take(p, p.seen); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func accused(flags []event.Flag) []string {
	agents := map[string]bool{}
	for _, f := range flags {
		for _, a := range f.Agents {
			agents[a] = true
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

func TestRingIsFlaggedAsOneEpisode(t *testing.T) {
	s := newScript(1)
	s.chatter(30, time.Hour)
	s.ring(20*time.Minute, 8, 25, []string{s.sentence(10), s.sentence(11), s.sentence(12)})
	raised := flags(t, s)
	if got := accused(raised); !slices.Equal(got, names("ring", 8)) {
		t.Fatalf("accused are %v", got)
	}
	first, items := raised[0], 0
	for i, f := range raised {
		if err := event.Validate(f); err != nil {
			t.Errorf("flag %d: %v", i, err)
		}
		if f.ID != first.ID || f.Revision != i+1 {
			t.Errorf("flag %d is revision %d of %s: one campaign is one episode", i, f.Revision, f.ID)
		}
		items += len(f.Items)
	}
	last := raised[len(raised)-1]
	if items != 8*25 || last.ItemsTotal != items {
		t.Errorf("%d items were listed and %d are the total, the ring wrote %d", items, last.ItemsTotal, 8*25)
	}
	if len(raised) > 15 {
		t.Errorf("%d revisions for 200 items: growth is to be said in steps", len(raised))
	}
	if delay := first.Time.Sub(start.Add(20 * time.Minute)); delay > 2*time.Minute {
		t.Errorf("flagged %s after the onset", delay)
	}
}

func TestWhomARingCopiesIsNotInIt(t *testing.T) {
	s := newScript(2)
	s.chatter(30, time.Hour)
	for thread := range 25 {
		at := 20*time.Minute + time.Duration(thread)*30*time.Second
		text, place := s.sentence(14), fmt.Sprintf("thread-%02d", thread)
		s.say(at, "victim", place, text)
		for i, agent := range s.random.Perm(6) {
			s.say(at+time.Duration(i+1)*time.Second, fmt.Sprintf("ring-%02d", agent), place, text)
		}
	}
	if got := accused(flags(t, s)); !slices.Equal(got, names("ring", 6)) {
		t.Errorf("accused are %v, the victim must not be", got)
	}
}

func TestTwoThatSpreadOneTextInBulkAreARing(t *testing.T) {
	s := newScript(3)
	s.chatter(30, 2*time.Hour)
	text := s.sentence(14)
	for i := range 40 {
		s.say(10*time.Minute+time.Duration(i)*3*time.Second, "ring-00", fmt.Sprintf("far-%02d", i), text)
		s.say(60*time.Minute+time.Duration(i)*9*time.Second, "ring-01", fmt.Sprintf("off-%02d", i), text)
	}
	if got := accused(flags(t, s)); !slices.Equal(got, names("ring", 2)) {
		t.Errorf("accused are %v", got)
	}
}

func TestInnocentsAreNotFlagged(t *testing.T) {
	for name, play := range map[string]func(*script){
		"everybody says test": func(s *script) {
			for i := range 90 {
				s.say(time.Duration(i)*40*time.Second, fmt.Sprintf("new-%02d", i%30), "first-steps", "Test comment")
			}
		},
		"a greeting that is the default": func(s *script) {
			for i := range 60 {
				s.say(time.Duration(i)*50*time.Second, fmt.Sprintf("new-%02d", i), "hall", "Hello everyone! This is my first post here, glad to join.")
			}
		},
		"a meme on one thread": func(s *script) {
			for i := range 200 {
				s.say(time.Duration(i)*2*time.Second, fmt.Sprintf("fan-%02d", i%50), "meme", "The lobster has spoken and the tide shall turn tonight")
			}
		},
		"one agent with a template": func(s *script) {
			for i := range 300 {
				s.say(time.Duration(i)*10*time.Second, "herald", fmt.Sprintf("thread-%02d", i%30), "A warm welcome from the herald, may your context window never overflow")
			}
		},
		"one agent that repeats another": func(s *script) {
			for i := range 30 {
				text := s.sentence(12)
				s.say(time.Duration(i)*60*time.Second, "author", fmt.Sprintf("thread-%02d", i), text)
				s.say(time.Duration(i)*60*time.Second+20*time.Second, "parrot", fmt.Sprintf("thread-%02d", i), text)
			}
		},
		"a bot that quotes a spammer": func(s *script) {
			spam := s.sentence(10)
			for i := range 40 {
				s.say(time.Duration(i)*20*time.Second, "spammer", fmt.Sprintf("thread-%02d", i), spam)
				s.say(time.Duration(i)*20*time.Second+5*time.Second, "quoter", fmt.Sprintf("thread-%02d", i), "You said: "+spam+" and I thank you for it")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(4)
			s.chatter(30, time.Hour)
			play(s)
			if got := flags(t, s); len(got) > 0 {
				t.Errorf("accused are %v: %s", accused(got), got[0].Evidence.Summary)
			}
		})
	}
}
