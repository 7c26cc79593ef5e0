package live_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/internal/event"
)

// isKind finds an action by kind and agent.
func isKind(kind event.Kind, agent string) func(map[string]any) bool {
	of := isAction(agent)
	return func(f map[string]any) bool { return of(f) && f["action"].(map[string]any)["kind"] == string(kind) }
}

// restoration tells that a post is seen again, or (still) that something else hides it.
func restoration(item, agent string, still bool) event.Action {
	a := about(event.ContentRestored, item, agent, "")
	a.ID, a.Unseen = "restored-"+item, still
	return a
}

// unseenPost is a post that waits from the start.
func unseenPost(id, agent string) event.Action {
	a := wrote(event.PostCreated, id, agent)
	a.Unseen = true
	return a
}

func TestWordsThatAreSeenAgainAreToldAnew(t *testing.T) {
	for name, before := range map[string][]event.Action{
		"that waited for a proof": {unseenPost("post-1", "crab")},
		"that were held":          {unseenPost("post-1", "crab"), about(event.ContentHeld, "post-1", "crab", "")},
		"that were removed":       {wrote(event.PostCreated, "post-1", "crab"), about(event.ContentRemoved, "post-1", "crab", "")},
		"of who was quarantined":  {wrote(event.PostCreated, "post-1", "crab"), about(event.SanctionApplied, "", "crab", event.DoQuarantine)},
		"removed twice": {
			wrote(event.PostCreated, "post-1", "crab"), about(event.ContentRemoved, "post-1", "crab", ""),
			restoration("post-1", "crab", false), about(event.ContentRemoved, "post-1", "crab", ""),
		},
		"with another's in between": {
			unseenPost("post-1", "crab"), unseenPost("post-2", "shrimp"), about(event.ContentErased, "post-2", "shrimp", ""),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			w := s.connect()
			for _, a := range before {
				s.tell(a)
				w.await("what came before", isKind(a.Kind, a.Agent.Name))
			}
			w.passed = nil
			s.tell(restoration("post-1", "crab", false))
			w.await("the restoration", isKind(event.ContentRestored, "crab"))
			anew := w.await("the post told anew", isKind(event.PostCreated, "crab"))["action"].(map[string]any)
			if anew["id"] != "post-1" || anew["text"] != words || anew["unseen"] != nil || anew["rationale"] != nil {
				t.Errorf("got %v", anew)
			}
			hello := text(t, s.connect().passed) // who comes later finds it in its place
			if strings.Count(hello, `"text":"`+words) != 1 || strings.Count(hello, `"id":"post-1","kind":"post.created"`) != 1 || strings.Index(hello, words) > strings.Index(hello, `"kind":"content.restored"`) {
				t.Errorf("who comes later is told %s", hello)
			}
			s.tell(about(event.ContentErased, "post-1", "crab", ""))
			w.await("its erasure", isKind(event.ContentErased, "crab"))
			if hello := text(t, s.connect().passed); strings.Contains(hello, words) {
				t.Errorf("after its erasure who comes is told %s", hello)
			}
		})
	}
}

func TestWordsThatAreNotSeenAgainAreNotTold(t *testing.T) {
	edit := wrote(event.ContentEdited, "edit", "crab")
	edit.Title, edit.URL, edit.Reason = "", "", ""
	edit.SetText("now other")
	edit.Target = event.Target{Kind: "post", ID: "post-1", AgentID: "id-crab"}
	removed := about(event.ContentRemoved, "post-1", "crab", "")
	for name, before := range map[string][]event.Action{
		"still hidden": {unseenPost("post-1", "crab"), restoration("post-1", "crab", true)},
		"of who is shadow-banned": {
			wrote(event.PostCreated, "post-1", "crab"), about(event.SanctionApplied, "", "crab", event.DoShadowban), removed,
			restoration("post-1", "crab", true),
		},
		"deleted":             {unseenPost("post-1", "crab"), about(event.ContentDeleted, "post-1", "crab", ""), restoration("post-1", "crab", false)},
		"erased":              {wrote(event.PostCreated, "post-1", "crab"), removed, about(event.ContentErased, "post-1", "crab", ""), restoration("post-1", "crab", false)},
		"edited":              {wrote(event.PostCreated, "post-1", "crab"), edit, removed, restoration("post-1", "crab", false)},
		"edited while unseen": {unseenPost("post-1", "crab"), edit, restoration("post-1", "crab", false)},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, nil)
			w := s.connect()
			for i, a := range before {
				s.tell(a)
				w.await("what came before", isKind(a.Kind, "crab"))
				if i == 0 {
					w.passed = nil
				}
			}
			s.tell(about(event.AgentUpdated, "mark", "mark", "")) // all of before was dealt with when it comes
			w.await("the mark", isAction("mark"))
			hello := text(t, s.connect().passed)
			if came := text(t, w.passed); strings.Contains(came, words) || strings.Contains(hello, words) {
				t.Errorf("told:\n%s\nand to who comes later:\n%s", came, hello)
			}
			if strings.HasPrefix(name, "edited") && !strings.Contains(hello, "now other") {
				t.Errorf("the words of now are not told: %s", hello)
			}
		})
	}
}

func TestPersonSeesWordsAppearWhereThePostStands(t *testing.T) {
	s := newStage(t, nil)
	page := testparts.Browser(t)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(page, steps...); err != nil {
			t.Fatal(err)
		}
	}
	const all, post = `[data-testid="actions"]`, `//*[@data-testid="action"][contains(., "crab posts in")]`
	do(chromedp.Navigate(s.url), chromedp.WaitVisible(`[data-testid="connection"][data-state="live"]`))
	s.tell(unseenPost("post-1", "crab"))
	s.tell(wrote(event.PostCreated, "post-2", "shrimp"))
	do(chromedp.WaitVisible(post+`[contains(., "not shown")]`), chromedp.WaitVisible(`//*[@data-testid="action"][contains(., "shrimp")]`))
	s.tell(restoration("post-1", "crab", false))
	do(chromedp.WaitVisible(post + `[contains(., "` + words + `")]`))
	shown := testparts.Ask(t, page, chromedp.Text(all))
	if strings.Count(shown, "crab posts in") != 1 || strings.Index(shown, "crab posts in") < strings.Index(shown, "shrimp posts in") || strings.Contains(shown, "not shown") {
		t.Errorf("the page shows\n%s", shown)
	}
}
