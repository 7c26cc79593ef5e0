package content

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

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// script is a made-up forum: what the text stage made of its texts, in order of time.
type script struct{ rows []row }

func (s *script) write(at time.Duration, agent string, injection, repeats float32, text uint64, secrets ...string) {
	s.rows = append(s.rows, row{
		seen: start.Add(at), id: fmt.Sprintf("item-%05d", len(s.rows)), agent: agent, injection: injection, repeats: repeats, text: text, secrets: secrets,
	})
}

// crowd lets honest agents write; of their texts one in five hundred looks like an attack.
func (s *script) crowd(agents, texts int, every time.Duration) {
	for i := range texts {
		injection := float32(0.02)
		if i%500 == 77 {
			injection = 0.8
		}
		s.write(time.Duration(i)*every, fmt.Sprintf("honest-%02d", (i*7+i/500)%agents), injection, 0, uint64(1000+i))
	}
}

// first gives the id of the first row of a text.
func (s *script) first(text uint64) string {
	return s.rows[slices.IndexFunc(s.rows, func(r row) bool { return r.text == text })].id
}

func (s *script) inOrder() []row {
	slices.SortStableFunc(s.rows, func(a, b row) int { return a.seen.Compare(b.seen) })
	return s.rows
}

func (s *script) play(t *testing.T) []event.Flag {
	t.Helper()
	rows := s.inOrder()
	const tick = 10 * time.Second
	span := detectors.Span{From: start, To: rows[len(rows)-1].seen.Truncate(tick).Add(15 * time.Minute), Tick: tick}
	flags, err := newDetector().Play(t.Context(), nil, span, func(take func(row, time.Time) error) error {
		for _, r := range rows {
			if err := take(r, r.seen); err != nil {
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

// accused gives the agents that flags name, as kind:agent:severity with the last severity.
func accused(flags []event.Flag) []string {
	severity, agents := map[string]string{}, map[string][]string{}
	for _, f := range flags {
		severity[f.ID] = f.Kind + ":" + f.Severity
		agents[f.ID] = append(agents[f.ID], f.Agents...)
	}
	said := map[string]bool{}
	for id, names := range agents {
		for _, name := range names {
			said[severity[id]+":"+name] = true
		}
	}
	return slices.Sorted(maps.Keys(said))
}

func TestWhoAttacksTimeAndAgain(t *testing.T) {
	s := &script{}
	s.crowd(50, 1500, 10*time.Second)
	for i := range 20 { // half of its texts are not recognised
		s.write(30*time.Minute+time.Duration(i)*time.Minute, "attacker", float32(i%2)*0.9, 0, uint64(i%4))
	}
	flags := s.play(t)
	if got := accused(flags); !slices.Equal(got, []string{"injection:high:attacker"}) {
		t.Fatalf("accused are %v", got)
	}
	if flags[0].Severity != event.SeverityMedium || flags[0].Time.Sub(start) > 35*time.Minute {
		t.Errorf("first it was %s, at %s", flags[0].Severity, flags[0].Time)
	}
}

// Whoever warns of an attack and is misread once, and whoever writes a thousand texts of which a few
// are misread, attack nobody.
func TestWhoIsMisreadAttacksNobody(t *testing.T) {
	s := &script{}
	s.crowd(50, 1500, 10*time.Second)
	s.write(time.Hour, "warner", 0.95, 0, 1)
	s.write(2*time.Hour, "warner", 0.1, 0, 2)
	for i := range 1000 {
		injection := float32(0.01)
		if i%300 == 5 {
			injection = 0.7
		}
		s.write(time.Duration(i)*14*time.Second, "talkative", injection, 0, uint64(5000+i))
	}
	if got := accused(s.play(t)); len(got) > 0 {
		t.Errorf("accused are %v", got)
	}
}

func TestAWormItsCarriersAndItsOrigin(t *testing.T) {
	s := &script{}
	s.crowd(50, 1500, 10*time.Second)
	for i := range 5 {
		s.write(10*time.Minute+time.Duration(i)*10*time.Minute, "origin", 0.3, 0.9, 42)
	}
	for i := range 4 {
		s.write(25*time.Minute+time.Duration(i)*7*time.Minute, fmt.Sprintf("host-%d", i), 0.3, 0.9, 42)
	}
	s.write(time.Hour, "fond-of-chain-letters", 0, 0.8, 43)
	want := []string{"injection:high:origin", "worm:medium:host-0", "worm:medium:host-1", "worm:medium:host-2", "worm:medium:host-3"}
	if got := accused(s.play(t)); !slices.Equal(got, want) {
		t.Errorf("accused are %v, want %v", got, want)
	}
}

func TestWhoPostedAKey(t *testing.T) {
	s := &script{}
	s.crowd(50, 100, 10*time.Second)
	s.write(time.Minute, "careless", 0, 0, 1, "aws_key")
	s.write(2*time.Minute, "reachable", 0, 0, 2, "email", "wallet_ask")
	if got := accused(s.play(t)); !slices.Equal(got, []string{"secret-leak:medium:careless"}) {
		t.Errorf("accused are %v", got)
	}
}

func TestFlagsDoNotDependOnSpansOrRestarts(t *testing.T) {
	s := &script{}
	s.crowd(20, 600, 4*time.Minute)
	for i := range 12 {
		s.write(time.Hour+time.Duration(i)*9*time.Minute, "attacker", 0.9, 0, uint64(i%4))
		s.write(30*time.Hour+time.Duration(i)*9*time.Minute, "attacker", 0.9, 0, uint64(i%4))
		s.write(2*time.Hour+time.Duration(i)*time.Minute, fmt.Sprintf("host-%d", i), 0.1, 0.9, 42)
	}
	s.write(3*time.Hour, "careless", 0, 0, 1, "aws_key")
	var actions []event.Action // for the stretch alone
	for _, r := range s.inOrder() {
		actions = append(actions, event.Action{V: event.Version, ID: r.id, Forum: "f", Time: event.At(r.seen), Kind: event.CommentCreated, Agent: event.Agent{ID: r.agent}, PostID: "p", Text: "x"})
	}
	for i := range 4 { // the thread of the first copy, shown to some before they repeat it
		actions = append(actions, event.Action{
			V: event.Version, ID: fmt.Sprintf("feed-%d", i), Forum: "f", Time: event.At(start.Add(2*time.Hour + time.Duration(i)*time.Minute + 30*time.Second)),
			Kind: event.FeedServed, Agent: event.Agent{ID: fmt.Sprintf("host-%d", i+1)}, Items: []string{s.first(42)},
		})
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	batch, err := w.Conn().PrepareBatch(t.Context(), "INSERT INTO text_features (kafka_offset, seen, action_id, time, kind, agent_id, injection, repeats, secrets, words_hash)")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range s.rows {
		if err := batch.Append(int64(i), r.seen, r.id, r.seen, "comment.created", r.agent, r.injection, r.repeats, r.secrets, r.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	flags := detectortest.SameFlags(t, w, New, detectortest.Over(actions))
	if got := accused(flags); len(got) < 13 {
		t.Errorf("accused are %v: the script does not exercise the detector", got)
	}
	worm := flags[slices.IndexFunc(flags, func(f event.Flag) bool { return f.Kind == KindWorm })]
	if !slices.Equal(worm.Agents, []string{"host-1"}) || worm.Evidence.Features["readers"] != 1 {
		t.Errorf("the worm is first seen as %v, %v: one who had read it is enough", worm.Agents, worm.Evidence.Features)
	}
}
