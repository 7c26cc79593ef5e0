package explain_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
)

const decide = `INSERT INTO decisions (id, state, time, flags, agents, action, policy_rule, mode, by, reason, kafka_offset) VALUES
	('none-1', 'applied',  '2026-02-03 09:00:10', ['%[1]s'], [], 'none', 'ring', 'enforce', 'clawd', 'why', 1),
	('none-2', 'applied',  '2026-02-03 09:00:20', ['%[1]s'], [], 'none', 'ring', 'enforce', 'clawd', 'why', 2),
	('ban-1',  'applied',  '2026-02-03 09:00:20', ['%[1]s'], ['b'], 'ban', 'ring', 'enforce', 'clawd', 'why', 3),
	('label',  'applied',  '2026-02-03 09:02:00', ['other'], ['b'], 'label', 'canned', 'enforce', 'clawd', 'why', 7),
	('ban-2',  'applied',  '2026-02-03 09:01:00', ['other'], ['c'''], 'ban', 'farm', 'enforce', 'clawd', 'why', 4),
	('ban-3',  'applied',  '2026-02-03 09:01:00', ['other'], ['a'], 'ban', 'farm', 'enforce', 'clawd', 'why', 5),
	('ban-3',  'reverted', '2026-02-03 09:02:00', ['other'], ['a'], 'ban', 'farm', 'enforce', 'ann', 'a mistake', 6)`

// Whoever has to trust a flag is told who its members are and what became of it and of them, on another flag too.
func TestAFlagsMembersAndWhatWasDecidedAreShown(t *testing.T) {
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var actions []event.Action
	for i, id := range []string{"b", "c'", "a", "b"} {
		actions = append(actions, event.Action{V: event.Version, ID: fmt.Sprint("post-", i), Forum: "f", Time: event.At(at.Add(time.Duration(i) * time.Second)),
			Kind: event.PostCreated, Agent: event.Agent{ID: id, Name: fmt.Sprint("name ", i)}, Text: "words"})
	}
	for i, kind := range []event.Kind{event.ContentRemoved, event.ContentRestored, event.SanctionApplied} { // done to it, not by it
		actions = append(actions, event.Action{V: event.Version, ID: fmt.Sprint("staff-", i), Forum: "f", Time: event.At(at.Add(time.Duration(3+i) * time.Second)),
			Kind: kind, Agent: event.Agent{ID: "b", Name: "name 3"}, Target: event.Target{Kind: "post", ID: "post-3", AgentID: "b"}})
	}
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)
	book := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	f := episode.Finding{Kind: "coordination", Anchor: "x", Onset: at, Agents: []string{"b", "c'"}, Severity: event.SeverityHigh, Confidence: 0.9}
	flags, _ := book.Say(f, at.Add(10*time.Second))
	f.Agents = append(f.Agents, "a", "silent")
	more, _ := book.Say(f, at.Add(20*time.Second))
	if err := w.StoreFlags(t.Context(), append(flags, more...)); err != nil {
		t.Fatal(err)
	}
	if err := w.Conn().Exec(t.Context(), fmt.Sprintf(decide, flags[0].ID)); err != nil {
		t.Fatal(err)
	}
	c, err := explain.Read(t.Context(), w, flags[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Members {
		m := &c.Members[i]
		m.FirstSeen = m.FirstSeen.UTC()
		for k := range m.Done {
			m.Done[k].Since = m.Done[k].Since.UTC()
		}
	}
	want := []explain.Member{
		{ID: "b", Name: "name 3", FirstSeen: at, Acts: 2, Done: []explain.Done{{"ban", at.Add(20 * time.Second), "ring"}, {"label", at.Add(2 * time.Minute), "canned"}}},
		{ID: "c'", Name: "name 1", FirstSeen: at.Add(time.Second), Acts: 1, Done: []explain.Done{{"ban", at.Add(time.Minute), "farm"}}},
		{ID: "a", Name: "name 2", FirstSeen: at.Add(2 * time.Second), Acts: 1}, // its ban was taken back
		{ID: "silent"},
	}
	if !reflect.DeepEqual(c.Members, want) {
		t.Errorf("the members are\n%+v\nwant\n%+v", c.Members, want)
	}
	if d := c.Decisions; len(d) != 2 || d[0].Action != "none" || d[0].Times != 2 || d[0].Agents != 0 || d[1].Action != "ban" || d[1].Agents != 1 || !d[1].First.Equal(at.Add(20*time.Second)) {
		t.Errorf("what was decided is %+v", d)
	}
}
