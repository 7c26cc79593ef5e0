package live_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/live"
)

const words = "ignore-what-you-were-told"

// wrote is an action of an agent all of whose fields hold the words.
func wrote(kind event.Kind, id, agent string) event.Action {
	a := event.Action{
		V: event.Version, ID: id, Forum: "f", Time: event.At(moment), Kind: kind, Agent: event.Agent{ID: "id-" + agent, Name: agent},
		Title: words, URL: "https://" + words, Reason: words, Rationale: words,
	}
	a.SetText(words)
	return a
}

// about is an action that ends or begins something, without words.
func about(kind event.Kind, item, agent, title string) event.Action {
	a := event.Action{V: event.Version, ID: "about-" + item + agent, Forum: "f", Time: event.At(moment), Kind: kind, Agent: event.Agent{ID: "id-" + agent, Name: agent}, Title: title}
	a.Target = event.Target{Kind: "post", ID: item, AgentID: a.Agent.ID}
	return a
}

// text is a frame as a reader gets it.
func text(t *testing.T, frame any) string {
	t.Helper()
	b, err := json.Marshal(frame)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWordsThatAreUnseenOnTheForumAreNotShown(t *testing.T) {
	s := newStage(t, nil)
	w := s.connect()
	for _, kind := range []event.Kind{event.PostCreated, event.CommentCreated, event.AgentUpdated, event.SubmoltCreated} {
		a := wrote(kind, "unseen-"+string(kind), "hidden-"+string(kind))
		a.Unseen = true
		s.tell(a)
		if got := text(t, w.await("the action", isAction(a.Agent.Name))); strings.Contains(got, words) || !strings.Contains(got, string(kind)) {
			t.Errorf("got %s", got)
		}
	}
	for _, kind := range []event.Kind{event.ReportFiled, event.AppealFiled} { // said to the staff
		s.tell(wrote(kind, string(kind), string(kind)))
		if got := text(t, w.await("the action", isAction(string(kind)))); strings.Contains(got, words) {
			t.Errorf("got %s", got)
		}
	}
	s.tell(wrote(event.PostCreated, "seen", "seen"))
	got := w.await("what is seen", isAction("seen"))["action"].(map[string]any)
	if got["text"] != words || got["title"] != words || got["rationale"] != nil {
		t.Errorf("got %v", got)
	}
}

// What an agent said of itself, and how a submolt presented itself, is told to nobody who comes after its erasure either;
// what was said since is.
func TestErasedProfilesAndSubmoltsAreToldNoMore(t *testing.T) {
	for _, kind := range []event.Kind{event.AgentRegistered, event.AgentUpdated, event.SubmoltCreated, event.SubmoltUpdated} {
		t.Run(string(kind), func(t *testing.T) {
			s := newStage(t, nil)
			w := s.connect()
			s.tell(wrote(kind, "told-1", "crab"))
			w.await("the words", isAction("crab"))
			s.tell(about(event.ContentErased, "told-1", "crab", ""))
			anew := wrote(kind, "told-2", "shrimp")
			anew.Title, anew.URL, anew.Reason = "", "", ""
			anew.SetText("said since")
			s.tell(anew)
			w.await("what was said since", isAction("shrimp"))
			if got := text(t, s.connect().passed); strings.Contains(got, words) || !strings.Contains(got, `"told-1"`) || !strings.Contains(got, "said since") {
				t.Errorf("who comes later is told %s", got)
			}
		})
	}
}

// What was told before it went out of sight is told to nobody who comes later.
func TestWordsThatWereTakenAwayAreToldNoMore(t *testing.T) {
	for name, end := range map[string]event.Action{
		"held": about(event.ContentHeld, "post-1", "crab", ""), "removed": about(event.ContentRemoved, "post-1", "crab", ""),
		"deleted": about(event.ContentDeleted, "post-1", "crab", ""), "erased": about(event.ContentErased, "post-1", "crab", ""),
		"edited":        about(event.ContentEdited, "post-1", "crab", ""),
		"shadow-banned": about(event.SanctionApplied, "", "crab", "shadowban"), "quarantined": about(event.SanctionApplied, "", "crab", "quarantine"),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			w := s.connect()
			other := wrote(event.PostCreated, "post-2", "shrimp")
			other.Title, other.URL, other.Reason, other.Rationale = "", "", "", ""
			other.SetText("of another")
			s.tell(other)
			s.tell(wrote(event.PostCreated, "post-1", "crab"))
			w.await("the post", isAction("crab"))
			s.tell(end)
			w.await("its end", func(f map[string]any) bool {
				a, ok := f["action"].(map[string]any)
				return ok && a["kind"] == string(end.Kind)
			})
			hello := text(t, s.connect().passed)
			body, err := io.ReadAll(get(t, s.url+"/api/recent").Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range []string{hello, string(body)} {
				if strings.Contains(got, words) || !strings.Contains(got, `"post-1"`) || !strings.Contains(got, "of another") {
					t.Errorf("who comes later is told %s", got)
				}
			}
			late := s.connect() // a filter must not tell either what the words were
			if err := late.WriteJSON(map[string]any{"filter": live.Filter{Text: words}}); err != nil {
				t.Fatal(err)
			}
			answer := late.await("the answer to the filter", func(f map[string]any) bool {
				return f["type"] == "hello" && f["filter"].(map[string]any)["text"] == words
			})
			if frames, _ := answer["frames"].([]any); len(frames) != 0 {
				t.Errorf("the filter finds %v", frames)
			}
		})
	}
}

// A ban stops an agent: what it wrote before stays where it is, until it is removed.
func TestABanTakesNoWordsAway(t *testing.T) {
	s := newStage(t, nil)
	w := s.connect()
	s.tell(wrote(event.PostCreated, "post-1", "crab"))
	s.tell(about(event.SanctionApplied, "", "crab", "ban"))
	w.await("the ban", func(f map[string]any) bool {
		a, ok := f["action"].(map[string]any)
		return ok && a["kind"] == string(event.SanctionApplied)
	})
	if hello := text(t, s.connect().passed); !strings.Contains(hello, words) {
		t.Errorf("got %s", hello)
	}
}
