package spikes_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/detectors/spikes"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// forum is a made-up one.
type forum struct {
	random  *rand.Rand
	actions []event.Action
}

func (f *forum) comment(at time.Time, who, with, submolt string) {
	f.actions = append(f.actions, event.Action{
		V: event.Version, ID: fmt.Sprintf("c-%06d", len(f.actions)), Forum: "f", Time: event.At(at), Kind: event.CommentCreated,
		Agent: event.Agent{ID: who}, Target: event.Target{Kind: "post", ID: "post-of-" + with, AgentID: with}, PostID: "post-of-" + with, Submolt: submolt, Text: "x",
	})
}

func (f *forum) anybody() string { return fmt.Sprintf("agent-%03d", f.random.IntN(300)) }

// chatter is people who comment here and there, so many a minute.
func (f *forum) chatter(from time.Time, length time.Duration, perMinute int) {
	for at := from; at.Before(from.Add(length)); at = at.Add(time.Minute) {
		for range f.random.IntN(2*perMinute + 1) {
			f.comment(at.Add(time.Duration(f.random.IntN(60000))*time.Millisecond), f.anybody(), f.anybody(), fmt.Sprintf("submolt-%d", f.random.IntN(3)))
		}
	}
}

// crowd comes to one thread for a quarter of an hour.
func (f *forum) crowd(from time.Time) {
	for i := range 240 {
		f.comment(from.Add(time.Duration(i)*4*time.Second), f.anybody(), "star", "submolt-1")
		served := f.actions[len(f.actions)-1] // who is shown it does nothing
		served.ID, served.Kind, served.Text = "served-"+served.ID, event.FeedServed, ""
		f.actions = append(f.actions, served)
		shown := served // its author answered a challenge: that adds nothing to what the author did
		shown.ID, shown.Kind = "restored-"+served.ID, event.ContentRestored
		f.actions = append(f.actions, shown)
	}
}

// spell is what the flags of one thing say in all.
type spell struct {
	revisions int
	onset     time.Time
	ended     bool
}

func spells(t *testing.T, flags []event.Flag) map[string]*spell {
	t.Helper()
	all := map[string]*spell{}
	for _, f := range flags {
		if len(f.Agents)+len(f.Items) > 0 || f.Severity != event.SeverityLow {
			t.Errorf("a spike accuses: %+v", f)
		}
		of, _, _ := strings.Cut(f.Evidence.Summary, ":")
		if all[of] == nil {
			all[of] = &spell{onset: f.Window.Start.Time}
		}
		all[of].revisions++
		all[of].ended = all[of].ended || f.Evidence.Features["ended"] == 1
	}
	return all
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	f := &forum{random: rand.New(rand.NewPCG(5, 1))}
	f.chatter(began, 6*time.Hour, 4)
	f.crowd(began.Add(3 * time.Hour))
	for i := range 120 { // one agent on another, long after
		f.comment(began.Add(5*time.Hour+time.Duration(i)*5*time.Second), "hunter", "prey", "submolt-2")
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), f.actions)
	flags := detectortest.SameFlags(t, w, spikes.New, detectortest.Over(f.actions))
	for _, flag := range flags {
		if flag.Revision == 1 {
			continue
		}
		got, err := explain.Run(t.Context(), w, flag.Evidence.Query)
		if err != nil {
			t.Fatal(err)
		}
		most := uint64(0)
		for _, row := range got.Rows {
			most = max(most, row[1].(uint64))
		}
		if want := flag.Evidence.Features["peak_times"]; float64(most) != want {
			t.Errorf("the query shows %d times in a minute at most, want %v: %s", most, want, flag.Evidence.Query)
		}
	}
	found := spells(t, flags)
	if s := found["Actions of kind content.restored"]; s != nil {
		t.Errorf("what was done to texts is called a spike of what agents do: %+v", s)
	}
	for of, onset := range map[string]time.Duration{
		"Actions of kind comment.created":          3 * time.Hour,
		`Actions in the submolt "submolt-1"`:       3 * time.Hour,
		`Actions on "post-of-star"`:                3 * time.Hour,
		`What agent "hunter" does to agent "prey"`: 5 * time.Hour,
	} {
		s := found[of]
		if s == nil {
			t.Errorf("nothing is said of: %s; but of %v", of, found)
			continue
		}
		if late := s.onset.Sub(began.Add(onset)); late < -time.Minute || late > 2*time.Minute || !s.ended || s.revisions != 2 {
			t.Errorf("%s: onset off by %s, %d revisions, ended: %t", of, late, s.revisions, s.ended)
		}
	}
}

// What comes at the same hour every day is no spike; the same once is.
func TestWhatComesEveryDayIsNoSpike(t *testing.T) {
	for daily, want := range map[bool]int{true: 0, false: 1} {
		f := &forum{random: rand.New(rand.NewPCG(6, 1))}
		for day := range 4 {
			from := began.AddDate(0, 0, day)
			f.chatter(from, 3*time.Hour, 3)
			if daily || day == 3 {
				f.chatter(from.Add(95*time.Minute), 20*time.Minute, 25)
			}
		}
		w := detectortest.Store(t, testparts.ClickHouse(t), f.actions)
		over := detectortest.Over(f.actions)
		over.From = began.AddDate(0, 0, 3)
		n := 0
		for _, flag := range detectortest.Flags(t, w, spikes.New, over) {
			if flag.Revision == 1 && strings.HasPrefix(flag.Evidence.Summary, "Actions of kind comment.created") {
				n++
			}
		}
		if n != want {
			t.Errorf("daily: %t: %d spikes of comments, want %d", daily, n, want)
		}
	}
}
