package drift

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// topics are what agents talk about, in the order in which a test takes them up.
var topics = []string{
	"bread dough oven yeast flour crust loaf baker knead sourdough butter salt",
	"garden soil tomato seed compost rain slug bed bloom root prune harvest",
	"chess rook bishop opening endgame pawn tactics king gambit board castle mate",
	"database index query table backup schema latency cache shard disk replica cursor",
}

// made is a made-up forum: actions in any order.
type made struct {
	random  *rand.Rand
	actions []event.Action
}

func newMade(seed uint64) *made { return &made{random: rand.New(rand.NewPCG(seed, 17))} }

func (m *made) write(at time.Duration, submolt, agent string, topic int) {
	words := strings.Fields(topics[topic])
	text := make([]string, 14)
	for i := range text {
		text[i] = words[m.random.IntN(len(words))]
	}
	m.actions = append(m.actions, event.Action{
		V: event.Version, ID: fmt.Sprintf("item-%05d", len(m.actions)), Forum: "f", Time: event.At(start.Add(at)), Kind: event.PostCreated,
		Agent: event.Agent{ID: agent}, Submolt: submolt, Text: strings.Join(text, " "),
	})
}

// crowd lets thirty agents talk of the first so many topics in a submolt.
func (m *made) crowd(submolt string, from, to time.Duration, topics int) {
	for at := from; at < to; at += time.Duration(10+m.random.IntN(30)) * time.Second {
		m.write(at, submolt, fmt.Sprintf("resident-%02d", m.random.IntN(30)), m.random.IntN(topics))
	}
}

func (m *made) flags(t *testing.T) []event.Flag {
	t.Helper()
	return detectortest.Flags(t, detectortest.Store(t, testparts.ClickHouse(t), m.actions), New, detectortest.Over(m.actions))
}

func TestASubmoltThatTurnsToAnotherTopicIsFlagged(t *testing.T) {
	m := newMade(1)
	m.crowd("kitchen", 0, 5*time.Hour, 2)
	m.crowd("cellar", 0, 5*time.Hour, 2)
	began := len(m.actions)
	for i := range 40 {
		m.write(4*time.Hour+time.Duration(i)*time.Minute, "kitchen", fmt.Sprintf("newcomer-%02d", i%12), 3)
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), m.actions)
	flags := detectortest.SameFlags(t, w, New, detectortest.Over(m.actions))
	first := flags[0]
	if !strings.Contains(first.Evidence.Summary, "kitchen") || len(first.Agents) > 0 || first.Kind != Kind || first.Severity != event.SeverityLow {
		t.Errorf("the first flag is %+v", first)
	}
	if late := first.Time.Sub(start.Add(4 * time.Hour)); late < 0 || late > 15*time.Minute {
		t.Errorf("flagged %s after the turn", late)
	}
	var items []string
	for _, f := range flags {
		if f.ID != first.ID {
			t.Errorf("another flag is %+v", f)
		}
		items = append(items, f.Items...)
	}
	missed := 0
	for _, a := range m.actions[began:] {
		if !slices.Contains(items, a.ID) {
			missed++
		}
	}
	if stray := len(items) - (40 - missed); missed > 4 || stray > 6 {
		t.Errorf("%d of the 40 texts are missed, and %d others named", missed, stray)
	}
}

func TestWhatIsUsualIsNotFlagged(t *testing.T) {
	for name, add := range map[string]func(*made){
		"more of the same": func(m *made) { m.crowd("kitchen", 4*time.Hour, 5*time.Hour, 2) },
		"one agent that speaks of something else": func(m *made) {
			for i := range 40 {
				m.write(4*time.Hour+time.Duration(i)*time.Minute, "kitchen", "stranger", 3)
			}
		},
		"a topic that comes back": func(m *made) {
			for hour := 1; hour <= 4; hour += 3 {
				for i := range 40 {
					m.write(time.Duration(hour)*time.Hour+time.Duration(i)*time.Minute, "kitchen", fmt.Sprintf("player-%02d", i%12), 2)
				}
			}
		},
		"a new submolt": func(m *made) { m.crowd("workshop", 4*time.Hour, 5*time.Hour, 4) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMade(2)
			m.crowd("kitchen", 0, 5*time.Hour, 2)
			add(m)
			for _, f := range m.flags(t) {
				t.Errorf("flagged: %+v", f)
			}
		})
	}
}

func TestDistancesAreThoseOfTheirDefinitions(t *testing.T) {
	s := &submolt{}
	for i := range 3 {
		s.texts = append(s.texts, text{signs: angle.Signs{uint64(1)<<(i+1) - 1}}) // 1, 2, 3 signs above zero
		s.count(&s.texts[i].signs, 1)
	}
	if d := nearest(s.texts, &angle.Signs{}); d != 6 {
		t.Errorf("the nearest three are %v signs away in all, want 1, 2 and 3", d)
	}
	// Above zero with (3+1)/5, (2+1)/5, (1+1)/5 and 253 times 1/5: a text with none above is
	// 4, 1.5, 2/3 and 253 times 1/4 variances away.
	if d := s.whitened(3, &angle.Signs{}); d < 0.5207 || d > 0.5208 {
		t.Errorf("whitened it is %v away, want sqrt((4 + 1.5 + 2/3 + 253/4) / 256) = 0.5207", d)
	}
}

// After a change of the embedding model all texts are far from those before, and nothing has happened.
func TestTextsOfAnotherModelAreNoNews(t *testing.T) {
	for model, want := range map[string]int{"the same": 1, "another": 0} {
		random := rand.New(rand.NewPCG(4, 4))
		f := &forum{submolts: map[place]*submolt{}}
		take := func(minute, agent int, model string, about uint64) {
			f.Take(row{
				seen: start.Add(time.Duration(minute) * time.Minute), id: fmt.Sprint(minute), agent: uint64(agent),
				submolt: place{"hall", model}, signs: angle.Signs{about, about, random.Uint64() & random.Uint64(), random.Uint64()},
			})
		}
		for minute := range 240 {
			take(minute, minute%30, "the same", 0)
		}
		for minute := 240; minute < 270; minute++ {
			take(minute, minute%30, model, ^uint64(0))
		}
		seen, err := f.Tick(t.Context(), nil, start.Add(271*time.Minute))
		if err != nil || len(seen.Findings) != want {
			t.Errorf("texts of %s model: %d findings (%v), want %d", model, len(seen.Findings), err, want)
		}
	}
}
