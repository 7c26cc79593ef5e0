package windowed_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// crowd is a detector for tests: three agents or more in one submolt within ten minutes are an
// episode, which ends when nobody has come for ten minutes.
type crowd struct{ posts []post }

type post struct {
	seen               time.Time
	id, agent, submolt string
}

const lull = 10 * time.Minute

func newCrowd() detectors.Detector {
	return windowed.Must(windowed.Config[post]{
		Name: "crowd", Version: "1", Window: 3 * time.Hour,
		Source: windowed.Source[post]{
			Query: `SELECT seen, id, agent_id, submolt FROM actions
				WHERE seen >= fromUnixTimestamp64Micro({from:Int64}) AND seen < fromUnixTimestamp64Micro({to:Int64}) ORDER BY seen, id`,
			Scan: func(rows driver.Rows) (p post, seen time.Time, err error) {
				err = rows.Scan(&p.seen, &p.id, &p.agent, &p.submolt)
				return p, p.seen, err
			},
		},
		New:      func() windowed.Watcher[post] { return &crowd{} },
		Episodes: episode.Rules{ByAnchor: true, Escalate: true},
	})
}

func (c *crowd) Take(p post) { c.posts = append(c.posts, p) }

func (c *crowd) StartAt(t time.Time) {
	c.posts = slices.DeleteFunc(c.posts, func(p post) bool { return p.seen.Before(t) })
}

func (c *crowd) Tick(_ context.Context, _ *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	spells := map[string][]post{} // the last spell of each submolt
	for _, p := range c.posts {
		s := spells[p.submolt]
		if len(s) > 0 && p.seen.Sub(s[len(s)-1].seen) >= lull {
			s = nil
		}
		spells[p.submolt] = append(s, p)
	}
	for submolt, s := range spells {
		f := episode.Finding{Kind: "crowd", Anchor: submolt, Onset: s[0].seen, Severity: event.SeverityLow, Summary: "a crowd"}
		for _, p := range s {
			f.Items = append(f.Items, p.id)
			if !slices.Contains(f.Agents, p.agent) {
				f.Agents = append(f.Agents, p.agent)
			}
		}
		if len(f.Agents) < 3 {
			continue
		}
		f.Confidence = 1 - 1/float64(len(f.Items))
		if len(f.Items) > 15 {
			f.Severity = event.SeverityMedium
		}
		end := s[len(s)-1].seen.Add(lull)
		f.Ended = !end.After(t)
		if !f.Ended && (seen.Wake.IsZero() || end.Before(seen.Wake)) {
			seen.Wake = end
		}
		seen.Findings = append(seen.Findings, f)
	}
	slices.SortFunc(seen.Findings, func(a, b episode.Finding) int { return cmp.Compare(a.Anchor, b.Anchor) })
	return seen, nil
}

// crowds gives spells of posts, some of them three days apart.
func crowds() (actions []event.Action) {
	random := rand.New(rand.NewPCG(1, 2))
	for spell := range 12 {
		at := began.Add(time.Duration(spell) * 47 * time.Minute)
		if spell > 8 {
			at = at.Add(72 * time.Hour)
		}
		for range 12 + spell {
			at = at.Add(time.Duration(random.IntN(240)) * time.Second)
			actions = append(actions, event.Action{
				V: event.Version, ID: fmt.Sprintf("p%03d", len(actions)), Forum: "f", Time: event.At(at), Kind: event.PostCreated,
				Agent: event.Agent{ID: fmt.Sprintf("a%d", random.IntN(5))}, Submolt: fmt.Sprintf("s%d", spell%2),
			})
		}
	}
	return actions
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	actions := crowds()
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	flags := detectortest.SameFlags(t, w, newCrowd, detectortest.Over(actions))

	opened, ended, risen := 0, map[string]bool{}, false
	severity := map[string]string{}
	for _, f := range flags {
		if ended[f.ID] {
			t.Errorf("flag %s goes on after it has ended", f.ID)
		}
		if f.Revision == 1 {
			opened++
		}
		risen = risen || severity[f.ID] != "" && severity[f.ID] != f.Severity
		severity[f.ID] = f.Severity
		ended[f.ID] = f.Evidence.Features["ended"] == 1
		if ended[f.ID] && len(f.Items) > 0 && f.Time.Sub(f.Window.Start.Time) < lull {
			t.Errorf("an episode ended %s after it began", f.Time.Sub(f.Window.Start.Time))
		}
	}
	for id, ended := range ended {
		if !ended {
			t.Errorf("episode %s never ended: nothing woke the detector", id)
		}
	}
	if opened < 6 || !risen {
		t.Errorf("%d episodes, risen: %t; the actions do not exercise what is tested", opened, risen)
	}
}

// A gap costs nothing: thirty years of ten-second ticks would be a hundred million.
func TestAGapIsNotWalkedThrough(t *testing.T) {
	actions := crowds()
	late := actions[:40]
	for _, a := range late {
		a.ID, a.Time = "later-"+a.ID, event.At(a.Time.AddDate(30, 0, 0))
		actions = append(actions, a)
	}
	asked := 0
	counting := windowed.Must(windowed.Config[post]{
		Name: "crowd", Version: "1", Window: time.Hour, Source: windowed.Source[post]{
			Query: "none", Scan: func(driver.Rows) (post, time.Time, error) { panic("nothing is read") },
		},
		New: func() windowed.Watcher[post] { return &counted{asked: &asked} },
	})
	over := detectortest.Over(actions)
	_, err := counting.Play(t.Context(), nil, detectors.Span(over), func(take func(post, time.Time) error) error {
		for _, a := range actions {
			if err := take(post{seen: a.Time.Time, agent: a.Agent.ID}, a.Time.Time); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || asked > len(actions) {
		t.Errorf("%d actions, thirty years apart, had the detector look %d times (%v)", len(actions), asked, err)
	}
}

type counted struct {
	crowd
	asked *int
}

func (c *counted) Tick(context.Context, *warehouse.Warehouse, time.Time) (windowed.Seen, error) {
	*c.asked++
	return windowed.Seen{}, nil
}

func TestBadConfigurationIsRefused(t *testing.T) {
	for name, c := range map[string]windowed.Config[post]{
		"no name":   {Version: "1", Window: time.Hour},
		"no window": {Name: "x", Version: "1"},
		"odd epoch": {Name: "x", Version: "1", Window: time.Hour, Epoch: 7 * time.Hour},
		"no source": {Name: "x", Version: "1", Window: time.Hour},
	} {
		if _, err := windowed.New(c); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
