package forum_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

func (p *place) sanction(kind string, until *time.Time, agents ...string) client.SanctionAnswer {
	p.t.Helper()
	r := client.SanctionRequest{Kind: kind, Agents: agents, Until: until, Reason: "flooding", Decision: "decision-1"}
	return must(p.staff.Sanction(p.t.Context(), fmt.Sprint(kind, until, agents), r))(p.t)
}

// free lifts all that an agent is under, one by one.
func (p *place) free(agent string) {
	p.t.Helper()
	for must(p.staff.Agent(p.t.Context(), agent))(p.t).Sanction != nil {
		p.lift(agent)
	}
}

func (p *place) lift(agents ...string) client.SanctionAnswer {
	p.t.Helper()
	return must(p.staff.Lift(p.t.Context(), fmt.Sprint("lift ", time.Now().UnixNano()), client.LiftRequest{Agents: agents, Reason: "an error"}))(p.t)
}

// titles lists what a caller sees in a list of posts.
func titles(t *testing.T, c *client.Client, list client.List) []string {
	t.Helper()
	var names []string
	for _, post := range must(c.Posts(t.Context(), list))(t).Posts {
		names = append(names, post.Title)
	}
	return names
}

func TestABannedAgentWritesNothing(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	post, other := p.post(ann, "before"), p.post(bob, "bystander")
	mine := must(ann.CreateComment(ctx, other.ID, client.NewComment{Content: "hello"}))(t).Comment
	if a := p.sanction(client.Ban, nil, ann.id, "nobody", ann.id); a.Applied != 1 || a.Unknown != 1 || a.Already != 1 || a.Results[1].Status != client.Unknown {
		t.Errorf("got %+v", a)
	}
	words := "new words"
	for what, write := range map[string]func() error{
		"post": func() error {
			_, err := ann.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "x"})
			return err
		},
		"comment":   func() error { _, err := ann.CreateComment(ctx, other.ID, client.NewComment{Content: "x"}); return err },
		"vote":      func() error { _, err := ann.VotePost(ctx, other.ID, true); return err },
		"follow":    func() error { _, err := ann.Follow(ctx, "bob"); return err },
		"submolt":   func() error { _, err := ann.CreateSubmolt(ctx, client.NewSubmolt{Name: "mine"}); return err },
		"subscribe": func() error { _, err := ann.Subscribe(ctx, "general"); return err },
		"change":    func() error { _, err := ann.UpdateMe(ctx, client.AgentChange{Description: &words}); return err },
		"delete":    func() error { _, err := ann.DeleteComment(ctx, mine.ID); return err },
	} {
		t.Run(what, func(t *testing.T) { refused(t, write(), 403, "Account banned") })
	}
	if got := must(ann.Status(ctx))(t); got.Status != "pending_claim" || got.Sanction == nil || got.Sanction.Kind != client.Ban || got.Sanction.Reason != "flooding" || !strings.Contains(got.Message, "Your account is banned: flooding (offense #1)") {
		t.Errorf("its status is %+v", got)
	}
	must(ann.Profile(ctx, "ann"))(t)
	must(p.agents.Post(ctx, post.ID))(t)
	if a := p.sanction(client.Shadowban, nil, ann.id); a.Already != 1 {
		t.Errorf("a milder sanction took the place of a ban: %+v", a)
	}
	record := must(p.staff.Agent(ctx, ann.id))(t)
	if s := record.Sanction; s == nil || s.Kind != client.Ban || s.By != "clawd" || s.Decision != "decision-1" || record.Offenses != 1 {
		t.Errorf("got %+v", record)
	}

	lift := client.LiftRequest{Agents: []string{ann.id, bob.id}, Reason: "an error", Decision: "decision-2"}
	if a := must(p.staff.Lift(ctx, "lift", lift))(t); a.Applied != 1 || a.Already != 1 {
		t.Errorf("got %+v", a)
	}
	p.post(ann, "after")

	eventually(t, "the sanction and its end", func() bool { return len(p.rec.of(event.SanctionLifted)) == 1 })
	applied, lifted := p.rec.of(event.SanctionApplied), p.rec.of(event.SanctionLifted)
	if a := applied[0]; len(applied) != 1 || a.Agent != (event.Agent{ID: ann.id, Name: "ann"}) || a.Title != client.Ban || a.Reason != "flooding" || a.Value != 0 || !slices.Equal(a.Items, []string{"decision-1"}) {
		t.Errorf("got %+v", applied)
	}
	if a := lifted[0]; a.Title != client.Ban || a.Reason != "an error" || !slices.Equal(a.Items, []string{"decision-2"}) {
		t.Errorf("got %+v", a)
	}
}

// Who may do nothing is not called active, wherever it is shown; who must not notice its sanction is.
func TestWhoMayDoNothingIsNotActive(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	reader := p.join("reader")
	until := time.Now().Add(time.Hour)
	for kind, active := range map[string]bool{client.Ban: false, client.Suspend: false, client.Shadowban: true} {
		who := p.join(kind + "-one")
		post := p.post(who, "by "+kind)
		comment := must(who.CreateComment(ctx, post.ID, client.NewComment{Content: "hello"}))(t).Comment
		want := func(when string, as *client.Client, want bool) {
			t.Helper()
			got := map[string]bool{
				"profile": must(as.Profile(ctx, kind+"-one"))(t).Agent.IsActive,
				"post":    must(as.Post(ctx, post.ID))(t).Post.Author.IsActive,
				"comment": must(as.Comment(ctx, comment.ID))(t).Comment.Author.IsActive,
			}
			for _, listed := range must(as.Posts(ctx, client.List{Sort: "new"}))(t).Posts {
				if listed.ID == post.ID {
					got["list"] = listed.Author.IsActive
				}
			}
			for where, is := range got {
				if is != want || len(got) != 4 {
					t.Errorf("%s, %s: the %s says that it is active: %v", kind, when, where, is)
				}
			}
		}
		want("before", reader.Client, true)
		ends := &until
		if kind == client.Ban {
			ends = nil
		}
		p.sanction(kind, ends, who.id)
		if active {
			want("to itself", who.Client, true)
			continue
		}
		want("during", reader.Client, false)
		must(p.staff.Lift(ctx, "lift-"+kind, client.LiftRequest{Agents: []string{who.id}, Reason: "an error"}))(t)
		want("after", reader.Client, true)
	}
}

func TestAPauseIsNoReproachAndTakesThePlaceOfNothing(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann, bob := p.join("ann"), p.join("bob")
	until, past := time.Now().Add(9*time.Minute), time.Now().Add(-time.Minute)
	p.sanction(client.Shadowban, nil, bob.id)
	if a := p.sanction(client.Pause, &until, ann.id, bob.id); a.Applied != 1 || a.Already != 1 {
		t.Errorf("got %+v", a)
	}
	_, err := ann.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "x"})
	refused(t, err, 403, "Account paused")
	if a := p.sanction(client.Pause, &past, bob.id); a.Already != 1 {
		t.Errorf("a pause that was over before it came gave %+v", a)
	}
	if record := must(p.staff.Agent(t.Context(), ann.id))(t); record.Offenses != 0 {
		t.Errorf("a pause is held against its agent: %+v", record)
	}
	if record := must(p.staff.Agent(t.Context(), bob.id))(t); record.Sanction == nil || record.Sanction.Kind != client.Shadowban {
		t.Errorf("a pause took the place of a sanction: %+v", record)
	}
}

func TestASuspensionSaysWhenItEndsAndEnds(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	until := time.Now().Add(90 * time.Minute)
	p.sanction(client.Suspend, &until, ann.id)
	_, err := ann.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "x"})
	e := refused(t, err, 401, "Account suspended")
	if want := "Your account is suspended: flooding (offense #1). Suspension ends in 2 hours."; e.Hint != want {
		t.Errorf("got %q, want %q", e.Hint, want)
	}
	soon := time.Now().Add(300 * time.Millisecond)
	p.sanction(client.Suspend, &soon, ann.id)
	eventually(t, "the end of the suspension", func() bool { return len(p.rec.of(event.SanctionLifted)) == 1 })
	p.post(ann, "back")
	if record := must(p.staff.Agent(t.Context(), ann.id))(t); record.Sanction != nil || record.Offenses != 2 {
		t.Errorf("got %+v", record)
	}
	if a := p.rec.of(event.SanctionApplied); len(a) != 2 || a[0].Value != until.Unix() {
		t.Errorf("got %+v", a)
	}
}

func TestOutOfSightIsSeenByItselfAlone(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{client.Shadowban, client.Quarantine} {
		t.Run(kind, func(t *testing.T) {
			p := start(t)
			ctx := t.Context()
			ann, bob := p.join("ann"), p.join("bob")
			stage := p.post(bob, "stage")
			before := p.post(ann, "before")
			must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "before"}))(t)
			p.sanction(kind, nil, ann.id)
			after := p.post(ann, "after")
			root := must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "after"}))(t).Comment
			must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "below", ParentID: root.ID}))(t)
			must(ann.VotePost(ctx, stage.ID, true))(t)

			own := []string{"after", "before", "stage"}
			for _, list := range []client.List{{Sort: "new"}, {Sort: "hot"}, {Sort: "new", Submolt: "general"}} {
				if got := titles(t, ann.Client, list); !slices.Equal(got, own) {
					t.Errorf("%+v: its author sees %v, want %v", list, got, own)
				}
				for _, other := range []*client.Client{p.agents, bob.Client} {
					if got := titles(t, other, list); !slices.Equal(got, []string{"stage"}) {
						t.Errorf("%+v: another sees %v", list, got)
					}
				}
			}
			// Its pages go on as if nothing were.
			first := must(ann.Posts(ctx, client.List{Sort: "new", Limit: 2}))(t)
			rest := must(ann.Posts(ctx, client.List{Sort: "new", Limit: 2, Cursor: *first.NextCursor}))(t)
			if len(first.Posts) != 2 || len(rest.Posts) != 1 || rest.Posts[0].ID != stage.ID || rest.HasMore {
				t.Errorf("its pages: %d and %d", len(first.Posts), len(rest.Posts))
			}
			for _, post := range []client.Post{before, after} {
				must(ann.Post(ctx, post.ID))(t)
				_, err := bob.Post(ctx, post.ID)
				refused(t, err, 404, "Post not found")
				_, err = bob.VotePost(ctx, post.ID, true)
				refused(t, err, 404, "Post not found")
				if c := must(p.staff.Content(ctx, client.ItemRef{Kind: "post", ID: post.ID}))(t); !c.AuthorHidden || c.Post.Title != post.Title {
					t.Errorf("the staff sees %+v", c)
				}
			}
			count := func(c *client.Client) (n int) {
				for _, root := range must(c.Comments(ctx, stage.ID, client.List{}))(t).Comments {
					n += 1 + len(root.Replies)
				}
				return n
			}
			if mine, others := count(ann.Client), count(bob.Client); mine != 3 || others != 0 {
				t.Errorf("its author sees %d comments, another %d", mine, others)
			}
			if post := must(bob.Post(ctx, stage.ID))(t).Post; post.Score != 0 || post.CommentCount != 0 {
				t.Errorf("what is out of sight counts: %+v", post)
			}
			if profile := must(bob.Profile(ctx, "ann"))(t); len(profile.RecentPosts) != 0 || len(profile.RecentComments) != 0 || profile.Agent.PostsCount != 0 {
				t.Errorf("its profile shows %+v", profile)
			}
			if profile := must(ann.Profile(ctx, "ann"))(t); len(profile.RecentPosts) != 2 || len(profile.RecentComments) != 3 {
				t.Errorf("to itself its profile shows %d posts and %d comments", len(profile.RecentPosts), len(profile.RecentComments))
			}

			changed := 1
			if _, err := ann.UpdateMe(ctx, client.AgentChange{Description: new(string)}); kind == client.Quarantine {
				refused(t, err, 403, "Account in quarantine")
				changed = 0
			} else if err != nil {
				t.Error(err)
			}
			eventually(t, "what it did", func() bool {
				return len(p.rec.of(event.AgentUpdated)) == changed && len(p.rec.of(event.CommentCreated)) == 3
			})
			sanctioned := p.rec.of(event.SanctionApplied)[0].Seq
			for _, a := range p.rec.of(event.PostCreated, event.CommentCreated, event.AgentUpdated) {
				if want := a.Agent.ID == ann.id && a.Seq > sanctioned; a.Unseen != want {
					t.Errorf("the stream says of %s %q by %s that it is unseen: %v", a.Kind, a.Text, a.Agent.Name, a.Unseen)
				}
			}

			must(p.staff.Lift(ctx, "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "an error"}))(t)
			if got := titles(t, p.agents, client.List{Sort: "new"}); !slices.Equal(got, own) {
				t.Errorf("after the end others see %v", got)
			}
			if n := count(bob.Client); n != 3 {
				t.Errorf("after the end another sees %d comments", n)
			}
			must(ann.VotePost(ctx, stage.ID, true))(t) // takes the uncounted vote back
			if post := must(bob.Post(ctx, stage.ID))(t).Post; post.Score != 0 {
				t.Errorf("score %d, want 0", post.Score)
			}
		})
	}
}

// Whom an agent out of sight follows is shown one follower less, until the agent is seen again.
func TestWhoIsOutOfSightIsNoFollowerThatOthersSee(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{client.Shadowban, client.Quarantine} {
		t.Run(kind, func(t *testing.T) {
			p := start(t)
			ctx := t.Context()
			ann, bob, dan := p.join("ann"), p.join("bob"), p.join("dan")
			p.join("carl")
			p.post(bob, "of bob's") // which tells how many follow its author
			followers := func(when string, ofBob, ofCarl, ofDan int64) {
				t.Helper()
				for name, want := range map[string]int64{"bob": ofBob, "carl": ofCarl, "dan": ofDan} {
					if got := must(p.agents.Profile(ctx, name))(t).Agent.FollowerCount; got != want {
						t.Errorf("%s %s has %d followers, want %d", when, name, got, want)
					}
				}
				if got := must(p.agents.Posts(ctx, client.List{}))(t).Posts[0].Author.FollowerCount; got != ofBob {
					t.Errorf("%s a list tells %d followers of its author, want %d", when, got, ofBob)
				}
			}
			must(ann.Follow(ctx, "bob"))(t)
			must(ann.Follow(ctx, "dan"))(t)
			must(dan.Follow(ctx, "bob"))(t)
			followers("before", 2, 0, 1)
			p.sanction(kind, nil, ann.id)
			followers("under a sanction", 1, 0, 0)
			must(ann.Follow(ctx, "carl"))(t)
			must(ann.Unfollow(ctx, "dan"))(t)
			followers("after it did more", 1, 0, 0)
			if me := must(ann.Me(ctx))(t).Agent; me.FollowingCount != 2 {
				t.Errorf("it is told that it follows %d, want 2", me.FollowingCount)
			}
			if profile := must(ann.Profile(ctx, "carl"))(t); !profile.IsFollowing {
				t.Error("it does not follow whom it chose to")
			}
			must(p.staff.Lift(ctx, "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "an error"}))(t)
			followers("after the sanction", 2, 1, 0)
			must(ann.Unfollow(ctx, "carl"))(t)
			followers("at the end", 2, 0, 0)
			p.sanction(client.Ban, nil, ann.id) // others go on seeing it
			followers("under a ban", 2, 0, 0)
		})
	}
}

func TestRemovedContentIsGoneUntilItIsRestored(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	post := p.post(ann, "spam")
	stage := p.post(bob, "stage")
	root := must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "root"}))(t).Comment
	middle := must(ann.CreateComment(ctx, stage.ID, client.NewComment{Content: "spam", ParentID: root.ID}))(t).Comment
	must(bob.CreateComment(ctx, stage.ID, client.NewComment{Content: "innocent", ParentID: middle.ID}))(t)
	request := client.ContentRequest{
		Items:  []client.ItemRef{{Kind: "post", ID: post.ID}, {Kind: "comment", ID: middle.ID}, {Kind: "post", ID: "none"}},
		Reason: "spam", Decision: "decision-3",
	}
	if a := must(p.staff.RemoveContent(ctx, "r1", request))(t); a.Applied != 2 || a.Unknown != 1 || a.Results[0].AgentID != ann.id {
		t.Errorf("got %+v", a)
	}
	if a := must(p.staff.RemoveContent(ctx, "r2", request))(t); a.Already != 2 {
		t.Errorf("got %+v", a)
	}
	for _, c := range []*client.Client{p.agents, ann.Client} {
		if got := titles(t, c, client.List{}); !slices.Equal(got, []string{"stage"}) {
			t.Errorf("lists show %v", got)
		}
		_, err := c.Post(ctx, post.ID)
		refused(t, err, 404, "Post not found")
	}
	_, err := ann.Comment(ctx, middle.ID)
	refused(t, err, 404, "Comment not found")
	thread := must(p.agents.Comments(ctx, stage.ID, client.List{}))(t).Comments
	if len(thread) != 1 || len(thread[0].Replies) != 1 || thread[0].Replies[0].Content != "innocent" {
		t.Errorf("the reply below what was removed: %+v", thread)
	}
	if a := must(p.staff.RestoreContent(ctx, "r3", request))(t); a.Applied != 2 {
		t.Errorf("got %+v", a)
	}
	if got := titles(t, p.agents, client.List{Sort: "new"}); !slices.Equal(got, []string{"stage", "spam"}) {
		t.Errorf("lists show %v", got)
	}
	must(p.agents.Post(ctx, post.ID))(t)
	eventually(t, "the restorations", func() bool { return len(p.rec.of(event.ContentRestored)) == 2 })
	for _, a := range p.rec.of(event.ContentRemoved, event.ContentRestored) {
		if a.Agent.ID != ann.id || (a.Target.ID != post.ID && a.Target.ID != middle.ID) || a.Reason != "spam" || !slices.Equal(a.Items, []string{"decision-3"}) {
			t.Errorf("got %+v", a)
		}
	}
}
