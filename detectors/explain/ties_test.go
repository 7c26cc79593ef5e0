package explain_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/detectors/detectortest"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/explain"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Each tie of a flag's members is shown with who shares it, and with the members' acts; what one of them does alone is
// none, nor is what was done before the flag's window or after it.
func TestWhatTiesMembersIsShown(t *testing.T) {
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	var actions []event.Action
	act := func(after time.Duration, agent string, a event.Action) string {
		a.V, a.ID, a.Forum, a.Time, a.Agent.ID = event.Version, fmt.Sprintf("%s-%d", agent, len(actions)), "f", event.At(at.Add(after)), agent
		actions = append(actions, a)
		return a.ID
	}
	vote := func(item, author string) event.Action {
		return event.Action{Kind: event.VoteCast, Value: 1, Target: event.Target{Kind: "post", ID: item, AgentID: author}}
	}
	said := func(text string) event.Action {
		return event.Action{Kind: event.PostCreated, Submolt: "hall", Title: "t", Text: text}
	}
	want := map[string][]string{} // the acts of each tie
	tie := func(tie, act string) { want[tie] = append(want[tie], act) }

	act(-time.Minute, "ann", vote("early", "eve"))
	act(-time.Minute, "bob", vote("early", "eve"))
	for i, agent := range []string{"ann", "bob", "eve"} {
		id := act(time.Duration(i)*time.Second, agent, event.Action{Kind: event.AgentRegistered, Origin: event.Origin{Net: "block"}})
		tie("registered from the address block block 2 1", id)
	}
	for i, agent := range []string{"ann", "bob", "eve", "fay"} {
		id := act(time.Minute+time.Duration(i)*time.Second, agent, event.Action{Kind: event.CommentCreated, PostID: "post-1", Text: agent + " was here"})
		tie("commented in post-1 2 2", id)
	}
	tie("voted up p 2 0", act(2*time.Minute, "ann", vote("p", "eve")))
	tie("voted up p 2 0", act(2*time.Minute+time.Second, "bob", vote("p", "eve")))
	tie("voted up what was written by the member bob 2 0", act(3*time.Minute, "ann", vote("q", "bob")))
	tie("voted up what was written by the member bob 2 0", act(3*time.Minute+time.Second, "cid", vote("r", "bob")))
	act(3*time.Minute, "cid", vote("alone", "eve"))
	copied := "the claws of the deep agree that this reef will rise above all the other reefs before the tide turns again"
	tie("linked to https://reef.example/in 2 0", act(4*time.Minute, "bob", said("first (https://reef.example/in).")))
	tie("linked to https://reef.example/in 2 0", act(4*time.Minute+time.Second, "cid", said("whoever likes to can come and see us at https://reef.example/in!")))
	tie("said nearly the same, by the band 2 0", act(5*time.Minute, "ann", said(copied)))
	tie("said nearly the same, by the band 2 0", act(5*time.Minute+time.Second, "cid", said(copied)))
	act(20*time.Minute, "ann", vote("late", "eve"))
	act(20*time.Minute, "bob", vote("late", "eve"))
	w := detectortest.Store(t, testparts.ClickHouse(t), actions)

	book := episode.NewBook(episode.Rules{Detector: "d", Version: "1"})
	f := episode.Finding{Kind: "coordination", Anchor: "x", Onset: at, Agents: []string{"ann"}, Severity: event.SeverityHigh, Confidence: 0.9}
	alone, _ := book.Say(f, at.Add(10*time.Minute))
	f.Agents = append(f.Agents, "bob", "cid")
	ring, _ := book.Say(f, at.Add(15*time.Minute))
	if err := w.StoreFlags(t.Context(), alone); err != nil {
		t.Fatal(err)
	}
	if c, err := explain.Read(t.Context(), w, alone[0].ID); err != nil || len(c.Ties) != 0 {
		t.Errorf("one agent is tied to itself: %v (%v)", c.Ties, err)
	}
	if err := w.StoreFlags(t.Context(), ring); err != nil {
		t.Fatal(err)
	}
	c, err := explain.Read(t.Context(), w, ring[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, tie := range c.Ties {
		name := fmt.Sprintf("%s %s %d %d", tie.Did, tie.What, tie.Agents, tie.Others)
		if tie.Did == "said nearly the same, by the band" {
			name = fmt.Sprintf("%s %d %d", tie.Did, tie.Agents, tie.Others)
		}
		for _, act := range tie.Acts {
			got[name] = append(got[name], act.ID)
		}
	}
	for name, acts := range want {
		members := slices.DeleteFunc(slices.Clone(acts), func(id string) bool { return id[:3] == "eve" || id[:3] == "fay" })
		if !slices.Equal(got[name], members) {
			t.Errorf("behind %q stand %v, want %v", name, got[name], members)
		}
	}
	if len(got) != len(want) || len(c.Ties) != len(want) {
		t.Errorf("%d ties are shown, want %d:\n%v", len(c.Ties), len(want), c.Ties)
	}
	if last := c.Ties[len(c.Ties)-1]; last.Others == 0 {
		t.Errorf("%q, which others share, is not behind what members share alone", last.Did)
	}

	// The rest is shown where the ties cannot be read.
	if err := w.Conn().Exec(t.Context(), "RENAME TABLE text_features TO out_of_reach"); err != nil {
		t.Fatal(err)
	}
	if c, err = explain.Read(t.Context(), w, ring[0].ID); err != nil || c.TiesError == "" || len(c.Ties) != 0 || len(c.Revisions) != 2 {
		t.Errorf("without texts it is %+v (%v)", c, err)
	}
}
