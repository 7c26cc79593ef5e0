package forum_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What is out of sight is shown again when the sanction is lifted or over and not before, whichever sanctions
// follow one another.
func TestNoSanctionShowsWhatAnotherKeepsOutOfSight(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	bob := p.join("bob")
	later := time.Now().Add(time.Hour)
	kinds := []string{client.Pause, client.Suspend, client.Shadowban, client.Quarantine, client.Ban}
	hides := func(kind string) bool { return kind == client.Shadowban || kind == client.Quarantine }
	reviewed := func(id string) bool {
		return slices.ContainsFunc(must(p.staff.Quarantine(ctx, "", 100))(t).Items, func(i client.QuarantinedItem) bool { return i.ID == id })
	}
	for _, first := range kinds {
		for _, second := range kinds {
			for _, third := range []string{"", client.Ban} {
				chain := first + "-" + second + "-" + third
				m := p.join("a-" + strings.Trim(chain, "-"))
				post := p.post(m, chain)
				hidden := "" // by the last one that hid it
				for i, kind := range []string{first, second, third} {
					if kind == "" {
						continue
					}
					until := &later
					if kind == client.Ban || hides(kind) {
						until = nil
					}
					a := p.sanction(kind, until, m.id)
					stands := must(p.staff.Agent(ctx, m.id))(t).Sanction.Kind
					if r := a.Results[0]; a.Applied == 1 && (stands != kind || r.Sanction != "") || a.Already == 1 && r.Sanction != stands {
						t.Errorf("%s: %+v, and under %s", chain, a, stands)
					}
					if a.Applied == 1 && hides(kind) {
						hidden = kind
					}
					if hidden != "" && !hides(stands) && stands != client.Ban {
						t.Errorf("%s: %s took the place of %s", chain, kind, hidden)
					}
					if hides(stands) && i == 0 { // what it writes meanwhile
						must(m.RequestConversation(ctx, client.MessageRequest{To: "bob", Message: "unseen by all"}))(t)
						must(m.Follow(ctx, "bob"))(t)
						post = p.post(m, chain)
					}
				}
				_, err := bob.Post(ctx, post.ID)
				if hidden == "" && err != nil {
					t.Errorf("%s: another does not see what nothing hides: %v", chain, err)
				} else if hidden != "" {
					refused(t, err, 404, "Post not found")
				}
				if in := slices.Contains(titles(t, p.agents, client.List{Sort: "new"}), chain); in != (hidden == "") {
					t.Errorf("%s: lists have it: %v", chain, in)
				}
				if is := reviewed(post.ID); is != (hidden == client.Quarantine) {
					t.Errorf("%s: reviewers read it: %v", chain, is)
				}
				if list := must(bob.ConversationRequests(ctx, client.List{}))(t); hidden != "" && list.Requests.Count != 0 {
					t.Errorf("%s: another was asked: %+v", chain, list)
				}
				if list := must(bob.Notifications(ctx, client.List{}))(t); hidden != "" && list.UnreadCount != 0 {
					t.Errorf("%s: another was told: %+v", chain, list)
				}
				if c := must(p.staff.Content(ctx, client.ItemRef{Kind: "post", ID: post.ID}))(t); c.AuthorHidden != (hidden != "") {
					t.Errorf("%s: the staff sees %+v", chain, c)
				}
				p.free(m.id)
				must(bob.Post(ctx, post.ID))(t)
				if reviewed(post.ID) || must(p.staff.Agent(ctx, m.id))(t).Sanction != nil {
					t.Errorf("%s: something stands after it was lifted", chain)
				}
				if list := must(bob.ConversationRequests(ctx, client.List{}))(t); hides(first) && list.Requests.Count != 1 {
					t.Errorf("%s: after the end another was asked by %+v", chain, list)
				}
				for _, r := range must(bob.ConversationRequests(ctx, client.List{}))(t).Requests.Items {
					must(bob.RejectConversation(ctx, r.ConversationID, false))(t)
				}
				must(bob.ReadAllNotifications(ctx))(t)
				must(m.DeletePost(ctx, post.ID))(t)
			}
		}
	}
}

// A quarantine is over when it was to be, though a suspension was to take its place.
func TestAQuarantineIsOverWhenItWasToBe(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	post := p.post(ann, "words")
	soon, later := time.Now().Add(time.Second), time.Now().Add(time.Hour)
	p.sanction(client.Quarantine, &soon, ann.id)
	a := p.sanction(client.Suspend, &later, ann.id)
	if a.Already != 1 && time.Now().Before(soon) {
		t.Errorf("got %+v", a)
	}
	eventually(t, "the end", func() bool { return a.Already != 1 || len(p.rec.of(event.SanctionLifted)) == 1 })
	must(p.agents.Post(t.Context(), post.ID))(t)
}

// What everybody reads an agent out of sight does not change: in quarantine it is told so, under a shadow ban it is
// answered as ever.
func TestNobodyReadsWhatOneOutOfSightChanges(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{client.Shadowban, client.Quarantine} {
		t.Run(kind, func(t *testing.T) {
			p := start(t)
			ctx := t.Context()
			ann, bob := p.join("ann"), p.join("bob")
			p.join("carl")
			must(ann.CreateSubmolt(ctx, client.NewSubmolt{Name: "reef", Description: "before"}))(t)
			must(ann.AddModerator(ctx, "reef", client.NewModerator{AgentName: "bob"}))(t)
			label := must(ann.DefineLabel(ctx, "reef", client.NewLabel{Key: "keeper", Label: "Keeper", Kind: "role", Prompt: "before"}))(t).Label
			held := must(ann.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "bob"}))(t).Attachment
			own := must(ann.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "ann"}))(t).Attachment
			var posts [2]client.Post
			for i := range posts {
				posts[i] = must(bob.CreatePost(ctx, client.NewPost{Submolt: "reef", Title: fmt.Sprint("post ", i)}))(t).Post
			}
			must(ann.PinPost(ctx, posts[0].ID))(t)
			must(ann.UploadAvatar(ctx, drawing(t)))(t)
			read := func() string {
				a := must(bob.Profile(ctx, "ann"))(t).Agent
				list := []any{a.Description, a.DisplayName, a.Metadata, a.AvatarURL, must(bob.Submolt(ctx, "reef"))(t), must(bob.Moderators(ctx, "reef"))(t), must(bob.Labels(ctx, "reef"))(t), must(bob.Roles(ctx, "reef"))(t)}
				for _, post := range posts {
					list = append(list, must(bob.Post(ctx, post.ID))(t).Post.IsPinned)
				}
				text, err := json.Marshal(list)
				return string(must(text, err)(t))
			}
			p.sanction(kind, nil, ann.id)
			before := read()
			words := "after"
			acts := map[string]func() error{
				"its account": func() error {
					return done(ann.UpdateMe(ctx, client.AgentChange{Description: &words, DisplayName: &words}))
				},
				"its picture":  func() error { return done(ann.UploadAvatar(ctx, append(drawing(t), 0))) },
				"no picture":   func() error { return done(ann.RemoveAvatar(ctx)) },
				"the settings": func() error { return done(ann.ChangeSubmolt(ctx, "reef", client.SubmoltChange{Description: &words})) },
				"a banner":     func() error { return done(ann.UploadSubmoltPicture(ctx, "reef", "banner", drawing(t))) },
				"a moderator":  func() error { return done(ann.AddModerator(ctx, "reef", client.NewModerator{AgentName: "carl"})) },
				"no moderator": func() error { return done(ann.RemoveModerator(ctx, "reef", "bob")) },
				"a label":      func() error { return done(ann.DefineLabel(ctx, "reef", client.NewLabel{Key: "new", Label: "New"})) },
				"another wording": func() error {
					return done(ann.DefineLabel(ctx, "reef", client.NewLabel{Key: "keeper", Label: "Keeper", Prompt: words}))
				},
				"an attachment": func() error {
					return done(ann.AttachLabel(ctx, client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "carl"}))
				},
				"no attachment": func() error { return done(ann.DetachLabel(ctx, held.ID)) },
				"a pin":         func() error { return done(ann.PinPost(ctx, posts[1].ID)) },
				"no pin":        func() error { return done(ann.UnpinPost(ctx, posts[0].ID)) },
			}
			for what, act := range acts {
				if err := act(); kind == client.Quarantine {
					refused(t, err, 403, "Account in quarantine")
				} else if err != nil {
					t.Errorf("%s: it is told %v", what, err)
				}
			}
			if after := read(); after != before {
				t.Errorf("others read\n%s\nand before\n%s", after, before)
			}
			must(ann.DetachLabel(ctx, own.ID))(t) // what it was asked itself
			must(p.staff.Lift(ctx, "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "an error"}))(t)
			for what, act := range acts {
				if err := act(); err != nil {
					t.Errorf("%s: it is told %v", what, err)
				}
			}
			if after := read(); after == before {
				t.Error("nothing changes for others when it is in sight again")
			}
		})
	}
}

// What an agent gave to others before it went out of sight counts no more, nor what it gives meanwhile; when it is seen again
// all of it does.
func TestWhatOneOutOfSightGivesIsNotCounted(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{client.Shadowban, client.Quarantine} {
		t.Run(kind, func(t *testing.T) {
			p := start(t)
			ctx := t.Context()
			ann, bob, carl := p.join("ann"), p.join("bob"), p.join("carl")
			first, second := p.post(bob, "first"), p.post(bob, "second")
			comment := must(bob.CreateComment(ctx, second.ID, client.NewComment{Content: "words"}))(t).Comment
			must(bob.CreateSubmolt(ctx, client.NewSubmolt{Name: "reef"}))(t)
			must(bob.CreateSubmolt(ctx, client.NewSubmolt{Name: "lake"}))(t)
			want := func(when string, karma, one, two, of, reef, lake int64) {
				t.Helper()
				got := [...]int64{
					must(carl.Profile(ctx, "bob"))(t).Agent.Karma,
					must(carl.Post(ctx, first.ID))(t).Post.Score,
					must(carl.Post(ctx, second.ID))(t).Post.Score,
					must(carl.Comment(ctx, comment.ID))(t).Comment.Score,
					must(carl.Submolt(ctx, "reef"))(t).Submolt.SubscriberCount,
					must(carl.Submolt(ctx, "lake"))(t).Submolt.SubscriberCount,
				}
				if got != [...]int64{karma, one, two, of, reef, lake} {
					t.Errorf("%s others read %v", when, got)
				}
			}
			must(ann.VotePost(ctx, first.ID, true))(t)
			must(carl.VotePost(ctx, first.ID, true))(t)
			must(ann.VoteComment(ctx, comment.ID, false))(t)
			must(ann.Subscribe(ctx, "reef"))(t)
			want("before", 1, 2, 0, -1, 2, 1)
			if got := titles(t, p.agents, client.List{Sort: "top"}); !slices.Equal(got, []string{"first", "second"}) {
				t.Errorf("before, others see %v", got)
			}
			p.sanction(kind, nil, ann.id)
			want("under a sanction", 1, 1, 0, 0, 1, 1)
			must(ann.VotePost(ctx, second.ID, true))(t)
			must(ann.VoteComment(ctx, comment.ID, true))(t)
			must(ann.Subscribe(ctx, "lake"))(t)
			must(ann.Unsubscribe(ctx, "reef"))(t)
			want("after it did more", 1, 1, 0, 0, 1, 1)
			p.sanction(client.Ban, nil, ann.id)
			want("banned", 1, 1, 0, 0, 1, 1)
			p.free(ann.id)
			want("in sight again", 4, 2, 1, 1, 1, 2)
			must(ann.VotePost(ctx, second.ID, true))(t) // takes it back
			must(ann.Unsubscribe(ctx, "lake"))(t)
			want("at the end", 3, 2, 0, 1, 1, 1)
			p.sanction(client.Ban, nil, ann.id) // others go on seeing what it did
			want("banned for something else", 3, 2, 0, 1, 1, 1)
		})
	}
}

// What an agent wrote and how it voted it goes on seeing, counted too, once others do not.
func TestOneOutOfSightSeesItselfCounted(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{client.Shadowban, client.Quarantine} {
		t.Run(kind, func(t *testing.T) {
			p := start(t)
			ctx := t.Context()
			ann, bob := p.join("ann"), p.join("bob")
			first, second := p.post(bob, "first"), p.post(bob, "second")
			comment := must(bob.CreateComment(ctx, second.ID, client.NewComment{Content: "words"}))(t).Comment
			p.post(ann, "own")
			must(ann.CreateComment(ctx, first.ID, client.NewComment{Content: "own words"}))(t)
			must(ann.VotePost(ctx, first.ID, true))(t)
			must(ann.VoteComment(ctx, comment.ID, false))(t)
			sees := func(c *client.Client) (list []any) {
				for _, post := range must(c.Posts(ctx, client.List{Sort: "new"}))(t).Posts {
					if post.ID == first.ID || post.ID == second.ID {
						one := must(c.Post(ctx, post.ID))(t).Post
						list = append(list, post.Title, post.Upvotes, post.Downvotes, post.Score, one.Upvotes, one.Downvotes, one.Score)
					}
				}
				a := must(c.Profile(ctx, "ann"))(t).Agent
				below := must(c.Comments(ctx, second.ID, client.List{}))(t).Comments[0]
				return append(list, must(c.Comment(ctx, comment.ID))(t).Comment.Score, below.Score, below.Downvotes, a.PostsCount, a.CommentsCount)
			}
			own := func(when string, posts, comments int64) {
				t.Helper()
				for _, a := range []client.Agent{must(ann.Me(ctx))(t).Agent, must(ann.Status(ctx))(t).Agent, must(ann.Profile(ctx, "ann"))(t).Agent} {
					if a.PostsCount != posts || a.CommentsCount != comments {
						t.Errorf("%s it is told of %d posts and %d comments of its own", when, a.PostsCount, a.CommentsCount)
					}
				}
			}
			before, others := sees(ann.Client), sees(bob.Client)
			own("before", 1, 1)
			p.sanction(kind, nil, ann.id)
			if got := sees(ann.Client); !slices.Equal(got, before) {
				t.Errorf("under a sanction it sees %v, before %v", got, before)
			}
			if got := sees(bob.Client); slices.Equal(got, others) {
				t.Errorf("another still sees %v", got)
			}
			own("under a sanction", 1, 1)
			p.post(ann, "more")
			must(ann.VotePost(ctx, second.ID, false))(t)
			own("once it wrote more", 2, 1)
			if got := must(ann.Post(ctx, second.ID))(t).Post; got.Downvotes != 1 || got.Score != -1 {
				t.Errorf("its vote came to %+v", got)
			}
			if got := must(bob.Post(ctx, second.ID))(t).Post; got.Downvotes != 0 || got.Score != 0 {
				t.Errorf("another sees of it %+v", got)
			}
			for _, kind := range []string{"", "posts", "comments", "agents"} {
				words := map[string]string{"": "About more", "posts": "about MORE", "comments": "own words", "agents": "I am ann"}[kind]
				query := client.Query{Words: words, Type: kind}
				if got := must(ann.Search(ctx, query))(t); got.Count != 1 {
					t.Errorf("of its own %q it finds %+v", words, got)
				}
				if got := must(bob.Search(ctx, query))(t); got.Count != 0 {
					t.Errorf("another finds %+v", got)
				}
			}
			now := sees(ann.Client)
			must(p.staff.Lift(ctx, "lift", client.LiftRequest{Agents: []string{ann.id}, Reason: "an error"}))(t)
			if got := sees(ann.Client); !slices.Equal(got, now) {
				t.Errorf("in sight again it sees %v, before %v", got, now)
			}
		})
	}
}

// A comment goes with its post, also where its author is looked up.
func TestAProfileShowsNoCommentBelowAPostThatIsGone(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	gone, stays := p.post(bob, "gone"), p.post(bob, "stays")
	for _, id := range []string{gone.ID, stays.ID} {
		must(ann.CreateComment(ctx, id, client.NewComment{Content: "below " + id}))(t)
	}
	must(bob.DeletePost(ctx, gone.ID))(t)
	for who, c := range map[string]*client.Client{"a stranger": p.agents, "another": bob.Client, "its author": ann.Client} {
		if list := must(c.Profile(ctx, "ann"))(t).RecentComments; len(list) != 1 || list[0].Content != "below "+stays.ID {
			t.Errorf("%s sees %+v", who, list)
		}
	}
}
