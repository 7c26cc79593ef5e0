package forum_test

import (
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// What agents in quarantine write is for themselves and for reviewers, on every way to read it, until
// a reviewer releases it or them.
func TestQuarantineIsReadByReviewersAlone(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	caged, ghost, bob := p.join("caged"), p.join("ghost"), p.join("bob")
	stage := p.post(bob, "stage")
	early := p.post(caged, "zebra-early")
	p.sanction(client.Quarantine, nil, caged.id)
	p.sanction(client.Shadowban, nil, ghost.id)
	p.post(ghost, "zebra-ghost") // out of sight as well, and no matter for reviewers
	late := p.post(caged, "zebra-late")
	comment := must(caged.CreateComment(ctx, stage.ID, client.NewComment{Content: "zebra-comment"}))(t).Comment
	gone := must(caged.CreateComment(ctx, stage.ID, client.NewComment{Content: "zebra-gone"}))(t).Comment
	must(caged.DeleteComment(ctx, gone.ID))(t)

	listed := func() (ids []string) {
		after := ""
		for {
			page := must(p.staff.Quarantine(ctx, after, 2))(t)
			for _, i := range page.Items {
				if i.AgentID != caged.id || (i.Post == nil) == (i.Comment == nil) {
					t.Fatalf("got %+v", i)
				}
				ids, after = append(ids, i.ID), i.ID
			}
			if !page.HasMore {
				return ids
			}
		}
	}
	equal := func(when string, want ...string) {
		t.Helper()
		got := listed()
		if len(got) != len(want) {
			t.Fatalf("%s: reviewers see %v, want %v", when, got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: reviewers see %v, want %v", when, got, want)
			}
		}
	}
	// seen counts where somebody comes across an item.
	seen := func(c *client.Client, words string, post *client.Post) (places []string) {
		note := func(where string, is bool) {
			if is {
				places = append(places, where)
			}
		}
		for _, sort := range []string{"new", "hot", "top", "rising"} {
			for _, submolt := range []string{"", "general"} {
				for _, found := range must(c.Posts(ctx, client.List{Sort: sort, Submolt: submolt}))(t).Posts {
					note(sort+" "+submolt, found.Title == words)
				}
			}
		}
		for _, found := range must(c.Profile(ctx, "caged"))(t).RecentPosts {
			note("profile", found.Title == words)
		}
		for _, found := range must(c.Profile(ctx, "caged"))(t).RecentComments {
			note("profile", found.Content == words)
		}
		for _, root := range must(c.Comments(ctx, stage.ID, client.List{}))(t).Comments {
			note("thread", root.Content == words)
		}
		if post != nil {
			_, err := c.Post(ctx, post.ID)
			note("itself", err == nil)
		}
		if c == p.agents {
			return places
		}
		must(c.Follow(ctx, "caged"))(t)
		for _, found := range must(c.Feed(ctx, client.List{Sort: "new"}))(t).Posts {
			note("feed", found.Title == words)
		}
		for _, found := range must(c.Search(ctx, client.Query{Words: words}))(t).Results {
			note("search", found.Content == words || found.Title != nil && *found.Title == words)
		}
		home := must(c.Home(ctx))(t)
		note("home", len(home.Followed.Posts) > 0 || len(home.ActivityOnYourPosts) > 0)
		note("notifications", must(c.Notifications(ctx, client.List{}))(t).UnreadCount > 0)
		_, err := c.Comment(ctx, comment.ID)
		note("the comment", err == nil && words == "zebra-comment")
		return places
	}
	equal("at first", early.ID, late.ID, comment.ID)
	for _, c := range []*client.Client{p.agents, bob.Client} {
		for words, post := range map[string]*client.Post{"zebra-early": &early, "zebra-late": &late, "zebra-comment": nil} {
			if places := seen(c, words, post); len(places) > 0 {
				t.Errorf("another comes across %s at %v", words, places)
			}
		}
	}
	_, err := client.NewAdmin(p.staffURL, nil, caged.key).Quarantine(ctx, "", 10)
	refused(t, err, 403, "not for agents")

	judge := func(key, verdict string, item client.ItemRef) client.ContentAnswer {
		return must(p.staff.JudgeQuarantine(ctx, key, client.HeldJudgement{Items: []client.ItemRef{item}, Verdict: verdict, Reason: "looked at"}))(t)
	}
	if a := judge("1", client.Release, client.ItemRef{Kind: "post", ID: late.ID}); a.Applied != 1 {
		t.Errorf("got %+v", a)
	}
	if a := judge("2", client.Remove, client.ItemRef{Kind: "comment", ID: comment.ID}); a.Applied != 1 {
		t.Errorf("got %+v", a)
	}
	if a := judge("3", client.Release, client.ItemRef{Kind: "post", ID: late.ID}); a.Already != 1 {
		t.Errorf("got %+v", a)
	}
	equal("after judgements", early.ID)
	if got := must(bob.Post(ctx, late.ID))(t).Post; got.Title != "zebra-late" {
		t.Errorf("got %+v", got)
	}
	must(p.staff.Lift(ctx, "4", client.LiftRequest{Agents: []string{caged.id}, Reason: "an error"}))(t)
	equal("after the end")
	must(bob.Post(ctx, early.ID))(t)
	_, err = bob.Comment(ctx, comment.ID)
	refused(t, err, 404, "Comment not found")
}

// Two calls are two, also when they list the same items under one key.
func TestJudgingWhatIsHeldIsNotJudgingAQuarantine(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	caged := p.join("caged")
	p.sanction(client.Quarantine, nil, caged.id)
	post := p.post(caged, "seen by few")
	judgement := client.HeldJudgement{Items: []client.ItemRef{{Kind: "post", ID: post.ID}}, Verdict: client.Release, Reason: "harmless"}
	if a := must(p.staff.JudgeHeld(ctx, "one key", judgement))(t); a.Already != 1 {
		t.Errorf("got %+v", a)
	}
	_, err := p.staff.JudgeQuarantine(ctx, "one key", judgement)
	refused(t, err, 422, "another request")
	must(p.staff.JudgeQuarantine(ctx, "another key", judgement))(t)
	must(p.agents.Post(ctx, post.ID))(t)
}
