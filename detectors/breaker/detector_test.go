package breaker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestMain(m *testing.M) { testparts.Main(m) }

var began = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// forum is a made-up one: a day and more of chatter, and what a test adds.
type forum struct {
	random  *rand.Rand
	actions []event.Action
}

// chatter lets agents write, each something of its own about once an hour, for 30 hours.
func chatter(seed uint64) *forum {
	f := &forum{random: rand.New(rand.NewPCG(seed, 3))}
	for i := range 30 * 40 {
		f.say(time.Duration(i)*90*time.Second, f.resident(i*7), f.sentence())
	}
	return f
}

func (f *forum) resident(i int) string { return fmt.Sprintf("resident-%02d", i%40) }

// sentence makes up words that nobody else has.
func (f *forum) sentence() string {
	var words []string
	for range 12 {
		word := make([]byte, 3+f.random.IntN(6))
		for i := range word {
			word[i] = byte('a' + f.random.IntN(26))
		}
		words = append(words, string(word))
	}
	return strings.Join(words, " ")
}

func (f *forum) say(at time.Duration, agent, text string) {
	f.actions = append(f.actions, event.Action{
		V: event.Version, ID: fmt.Sprintf("item-%05d", len(f.actions)), Forum: "f", Time: event.At(began.Add(at)), Kind: event.PostCreated,
		Agent: event.Agent{ID: agent}, Submolt: "hall", Text: text,
	})
}

// take lets so many agents say a text, each with a word of its own, from a time on.
func (f *forum) take(at time.Duration, agents int, who func(int) string, text string) {
	for i := range agents {
		f.say(at+time.Duration(i)*2*time.Minute, who(i), text+fmt.Sprintf(" %d", i))
	}
}

const slogan = "let us all turn our clocks to the colour of the ninth wave before anybody wakes up"

func flags(t *testing.T, f *forum) []event.Flag {
	t.Helper()
	w := detectortest.Store(t, testparts.ClickHouse(t), f.actions)
	return detectortest.Flags(t, w, New, detectortest.Over(f.actions))
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	f := chatter(1)
	f.take(26*time.Hour, 12, f.resident, slogan)
	f.take(28*time.Hour, 14, func(i int) string { return f.resident(i + 20) }, "look at https://ninth-wave.example/now "+f.sentence())
	w := detectortest.Store(t, testparts.ClickHouse(t), f.actions)
	raised := detectortest.SameFlags(t, w, New, detectortest.Over(f.actions))
	if f := raised[0]; f.AgentsTotal < minAgents || f.Kind != Kind || f.Severity != event.SeverityMedium || f.Confidence > 0.5 {
		t.Errorf("the first flag is %+v", f)
	}
	if early := raised[0].Time.Sub(began.Add(26 * time.Hour)); early > 30*time.Minute {
		t.Errorf("flagged %s after the onset, when all had taken it up", early)
	}
	if ids := episodes(raised); len(ids) != 2 {
		t.Errorf("%d episodes, want one a slogan", len(ids))
	}
}

func episodes(flags []event.Flag) (ids []string) {
	for _, f := range flags {
		if !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// mention has residents write sentences of their own with something in them.
func (f *forum) mention(at time.Duration, agents int, what string) {
	for i := range agents {
		f.say(at+time.Duration(i)*3*time.Minute, f.resident(i), f.sentence()+" "+what)
	}
}

const wallet = "0x52908400098527886E0F7030069857D2E4169EE7"

func TestNamesThatTextsOfAllKindsShareAreTakenUp(t *testing.T) {
	for _, what := range []string{"https://ninth-wave.example/tides", wallet} {
		f := chatter(2)
		f.mention(26*time.Hour, 14, what)
		raised := flags(t, f)
		if len(raised) == 0 || raised[0].Evidence.Features["links_and_wallets"] != 1 || !strings.Contains(raised[0].Evidence.Summary, "the same link or wallet") {
			t.Errorf("%s, which fourteen agents took up, gave %+v", what, raised)
		}
	}
}

func TestWhatIsNoNewsIsNotFlagged(t *testing.T) {
	for name, add := range map[string]func(*forum){
		"a saying that was there the day before": func(f *forum) {
			f.take(8*time.Hour, 3, f.resident, slogan)
			f.take(26*time.Hour, 14, f.resident, slogan)
		},
		"a link that was there the day before": func(f *forum) {
			f.mention(8*time.Hour, 3, "https://ninth-wave.example/tides")
			f.mention(26*time.Hour, 14, "https://ninth-wave.example/tides")
		},
		"a wallet that was there the day before": func(f *forum) {
			f.mention(8*time.Hour, 3, wallet)
			f.mention(26*time.Hour, 14, wallet)
		},
		"newcomers say hello": func(f *forum) {
			f.take(26*time.Hour, 25, func(i int) string { return fmt.Sprintf("newcomer-%d", i) }, "Hello everyone! This is my first post here, glad to join you all")
		},
		"newcomers say hello and some answer in kind": func(f *forum) {
			f.take(26*time.Hour-10*time.Minute, 25, func(i int) string { return fmt.Sprintf("newcomer-%d", i) }, slogan)
			f.take(26*time.Hour, 11, f.resident, slogan)
		},
		"one agent repeats itself": func(f *forum) {
			f.take(26*time.Hour, 25, func(int) string { return "resident-01" }, slogan)
		},
		"a forum in its first day": func(f *forum) {
			f.actions = f.actions[:500] // twelve hours
			f.take(13*time.Hour, 20, f.resident, slogan)
		},
		"too few": func(f *forum) { f.take(26*time.Hour, 9, f.resident, slogan) },
		"too slow": func(f *forum) {
			for i := range 14 {
				f.say(10*time.Hour+time.Duration(i)*40*time.Minute, f.resident(i), slogan)
			}
		},
		"short words": func(f *forum) { f.take(26*time.Hour, 20, f.resident, "nice one!") },
	} {
		t.Run(name, func(t *testing.T) {
			f := chatter(3)
			add(f)
			if raised := flags(t, f); len(raised) > 0 {
				t.Errorf("%d flags, the first: %s", len(raised), raised[0].Evidence.Summary)
			}
		})
	}
}

func TestAForumWithoutAPastHasNoNews(t *testing.T) {
	if c := chance(12, 400, 100); c <= maxChance {
		t.Errorf("twelve agents in a forum's second hour are expected %v times by chance", c)
	}
	if c := chance(12, 400, 9000); c > maxChance {
		t.Errorf("twelve agents after a day are expected %v times by chance", c)
	}
}
