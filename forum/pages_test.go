package forum_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
)

// world is a forum in which anything happens to a handful of posts.
type world struct {
	t      *testing.T
	chance *rand.Rand
	place  *place
	agents []member
	posts  []string
	notes  []client.ItemRef // comments
	steps  int
	last   string // what happened last
}

// Pages are put together of what was read before. Whatever happens, each page shows at once what the store
// holds: the posts that a stranger finds one by one, in the words in which the reader finds each, and to
// whom nobody else sees its own as well; while others read. On another node it is so as soon as
// that has heard of it.
func TestAPageShowsWhatTheStoreHoldsWhateverHappens(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	p := startAt(t, h, func(c *forum.Config) { c.HoldAbove = 0.5 })
	nodes := []*place{p}
	if onPostgres {
		nodes = append(nodes, startAt(t, h))
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := &world{t: t, chance: rand.New(rand.NewPCG(seed, 0)), place: p}
	for _, name := range []string{"ann", "bob", "cid", "dot"} {
		w.agents = append(w.agents, p.join(name))
	}
	must(w.agents[0].CreateSubmolt(t.Context(), client.NewSubmolt{Name: "attic"}))(t)
	reader, fan := p.join("reader"), p.join("fan")
	must(fan.Follow(t.Context(), "ann"))(t)

	stranger := client.New(p.url, nil, client.Caller{Key: reader.key})
	for range 60 {
		readBeside(t.Context(), nodes, reader.key, w.steps, w.step)
		for i, n := range nodes {
			who := []member{reader, fan, w.agents[w.chance.IntN(len(w.agents))]}[w.chance.IntN(3)]
			as := client.New(n.url, nil, client.Caller{Key: who.key})
			wrong := w.difference(as, who.id, stranger)
			for deadline := time.Now().Add(10 * time.Second); i > 0 && wrong != "" && time.Now().Before(deadline); {
				wrong = w.difference(as, who.id, stranger)
			}
			if wrong != "" {
				t.Fatalf("after step %d, %s, %s reads of node %d\n%s", w.steps, w.last, who.name, i, wrong)
			}
		}
	}
}

// readBeside has something happen while others read of each node, each time another page.
func readBeside(ctx context.Context, nodes []*place, key string, n int, happen func()) {
	var others sync.WaitGroup
	for i, node := range nodes {
		other := client.New(node.url, nil, client.Caller{Key: key})
		for k := range 2 {
			others.Go(func() {
				_, _ = other.Posts(ctx, client.List{Sort: []string{"new", "hot", "top"}[(n+k)%3], Limit: 26 + (2*n+k+i)%70})
			})
		}
	}
	happen()
	others.Wait()
}

// A comment counts while it is in sight, on pages too.
func TestPagesCountTheCommentsInSight(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann := p.join("ann")
	post := p.post(ann, "stage")
	counted := func(when string, want int64) {
		t.Helper()
		if got := must(p.agents.Posts(ctx, client.List{Sort: "new"}))(t).Posts[0].CommentCount; got != want {
			t.Errorf("%s the page counts %d comments, want %d", when, got, want)
		}
	}
	counted("at first", 0)
	comment := must(ann.CreateComment(ctx, post.ID, client.NewComment{Content: "a thought"}))(t).Comment
	counted("after a comment", 1)
	request := client.ContentRequest{Items: []client.ItemRef{{Kind: "comment", ID: comment.ID}}, Reason: "a test"}
	must(p.staff.RemoveContent(ctx, "1", request))(t)
	counted("after its removal", 0)
	must(p.staff.RestoreContent(ctx, "2", request))(t)
	counted("after its return", 1)
	must(ann.DeleteComment(ctx, comment.ID))(t)
	counted("after its deletion", 0)
}

// step has something happen.
func (w *world) step() {
	w.steps++
	ctx, t := w.t.Context(), w.t
	who := w.agents[w.chance.IntN(len(w.agents))]
	if len(w.posts) < 3 || (len(w.posts) < 10 && w.chance.IntN(4) == 0) {
		w.last = who.name + " posts"
		n := client.NewPost{Submolt: []string{"general", "attic"}[w.chance.IntN(2)], Title: fmt.Sprint("thought ", w.steps), Content: "of <" + who.name + ">"}
		if w.chance.IntN(5) == 0 {
			w.last, n.Content = who.name+" posts an attack", attack
		}
		if made, err := who.CreatePost(ctx, n); err == nil {
			w.posts = append(w.posts, made.Post.ID)
		}
		return
	}
	post := w.posts[w.chance.IntN(len(w.posts))]
	item := client.ItemRef{Kind: "post", ID: post}
	if len(w.notes) > 0 && w.chance.IntN(3) == 0 {
		item = w.notes[w.chance.IntN(len(w.notes))]
	}
	key, word := fmt.Sprint("step-", w.steps), fmt.Sprint("word ", w.steps)
	request := client.ContentRequest{Items: []client.ItemRef{item}, Reason: "chance"}
	agents := []string{who.id}
	judgement := client.HeldJudgement{Items: request.Items, Verdict: []string{"release", "remove"}[w.chance.IntN(2)], Reason: "chance"}
	// Who acts may not be allowed to: that is no matter, what counts is what pages show then.
	deeds := map[string]func() error{
		"comment": func() error {
			made, err := who.CreateComment(ctx, post, client.NewComment{Content: word})
			if err == nil {
				w.notes = append(w.notes, client.ItemRef{Kind: "comment", ID: made.Comment.ID})
			}
			return err
		},
		"vote": func() error {
			if item.Kind == "comment" {
				return done(who.VoteComment(ctx, item.ID, w.chance.IntN(2) == 0))
			}
			return done(who.VotePost(ctx, item.ID, w.chance.IntN(2) == 0))
		},
		"delete": func() error {
			if item.Kind == "comment" {
				return done(who.DeleteComment(ctx, item.ID))
			}
			return done(who.DeletePost(ctx, item.ID))
		},
		"erase":          func() error { return done(w.place.staff.EraseContent(ctx, key, request)) },
		"remove":         func() error { return done(w.place.staff.RemoveContent(ctx, key, request)) },
		"restore":        func() error { return done(w.place.staff.RestoreContent(ctx, key, request)) },
		"judge":          func() error { return done(w.place.staff.JudgeHeld(ctx, key, judgement)) },
		"judge captives": func() error { return done(w.place.staff.JudgeQuarantine(ctx, key, judgement)) },
		"follow":         func() error { return done(who.Follow(ctx, w.agents[w.chance.IntN(len(w.agents))].name)) },
		"be followed": func() error {
			return done(w.place.agents.As(client.Caller{Key: w.agents[0].key}).Follow(ctx, who.name))
		},
		"unfollow":   func() error { return done(who.Unfollow(ctx, w.agents[w.chance.IntN(len(w.agents))].name)) },
		"describe":   func() error { return done(who.UpdateMe(ctx, client.AgentChange{Description: &word})) },
		"picture":    func() error { return done(who.UploadAvatar(ctx, drawing(t))) },
		"no picture": func() error { return done(who.RemoveAvatar(ctx)) },
		"pin":        func() error { return done(w.agents[0].PinPost(ctx, post)) },
		"unpin":      func() error { return done(w.agents[0].UnpinPost(ctx, post)) },
		"rename": func() error {
			return done(w.agents[0].ChangeSubmolt(ctx, "attic", client.SubmoltChange{DisplayName: &word}))
		},
		"sanction": func() error {
			kind := []string{client.Shadowban, client.Quarantine, client.Ban}[w.chance.IntN(3)]
			return done(w.place.staff.Sanction(ctx, key, client.SanctionRequest{Kind: kind, Agents: agents, Reason: "chance"}))
		},
		"lift": func() error {
			return done(w.place.staff.Lift(ctx, key, client.LiftRequest{Agents: agents, Reason: "chance"}))
		},
	}
	names := slices.Sorted(maps.Keys(deeds))
	name := names[w.chance.IntN(len(names))]
	w.last = fmt.Sprintf("%s: %s, %+v: %v", name, who.name, item, deeds[name]())
}

// difference says how pages of an agent differ from what it reads post by post; "" is not at all.
func (w *world) difference(as *client.Client, id string, stranger *client.Client) string {
	ctx, t := w.t.Context(), w.t
	alone := map[string]client.Post{}
	for _, post := range w.posts {
		found, err := as.Post(ctx, post)
		var refusal *client.Error
		if errors.As(err, &refusal) && refusal.Status != 404 {
			return "" // it may not read
		}
		if _, hidden := stranger.Post(ctx, post); err == nil && (hidden == nil || w.captive(found.Post, id)) {
			alone[post] = found.Post
		}
	}
	for _, list := range []client.List{{Sort: "new"}, {Sort: []string{"hot", "top"}[w.steps%2], Limit: 25 + w.steps%75}, {Sort: "new", Submolt: "attic"}} {
		page := must(as.Posts(ctx, list))(t)
		if encoded(t, page.Posts) != encoded(t, page.Data) {
			t.Fatalf("the dialects differ: %+v", page)
		}
		shown := map[string]client.Post{}
		for _, p := range page.Posts {
			shown[p.ID] = p
		}
		for _, post := range w.posts {
			want, is := alone[post]
			is = is && (list.Submolt == "" || want.SubmoltName == list.Submolt)
			if got, shows := shown[post]; is != shows || (is && encoded(t, got) != encoded(t, want)) {
				return fmt.Sprintf("in %+v (%v)\n%s\nand alone (%v)\n%s", list, shows, encoded(t, got), is, encoded(t, want))
			}
		}
	}
	return ""
}

// captive says whether a post is an agent's own and hidden by nothing but that its author is out of sight.
func (w *world) captive(p client.Post, agentID string) bool {
	if p.AuthorID != agentID {
		return false
	}
	record := must(w.place.staff.Content(w.t.Context(), client.ItemRef{Kind: "post", ID: p.ID}))(w.t)
	return record.AuthorHidden && !record.Held && !record.Removed && !record.Deleted
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	return string(must(json.Marshal(v))(t))
}

// A list may be narrowed to an author, to a submolt, and to both; page after page.
func TestAListIsNarrowedToAnAuthorInASubmolt(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann, eve := p.join("ann"), p.join("eve")
	must(ann.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "tide-pools", Description: "Low water"}))(t)
	for _, m := range []member{ann, eve} {
		for _, submolt := range []string{"general", "tide-pools"} {
			for n := range 3 {
				must(m.CreatePost(t.Context(), client.NewPost{Submolt: submolt, Title: fmt.Sprint(m.name, " in ", submolt, " ", n)}))(t)
			}
		}
	}
	for _, c := range []struct {
		author, submolt string
		want            int
	}{{"", "", 12}, {"eve", "", 6}, {"", "tide-pools", 6}, {"eve", "tide-pools", 3}, {"ann", "general", 3}} {
		for _, sort := range []string{"hot", "new", "top"} {
			titles := map[string]bool{}
			list := client.List{Author: c.author, Submolt: c.submolt, Sort: sort, Limit: 2}
			for more := true; more; {
				page := must(p.agents.Posts(t.Context(), list))(t)
				for _, post := range page.Posts {
					if titles[post.Title] = true; c.author != "" && post.Author.Name != c.author || c.submolt != "" && post.Submolt.Name != c.submolt {
						t.Errorf("%+v: %q is listed", c, post.Title)
					}
				}
				if more = page.HasMore; more {
					list.Cursor = *page.NextCursor
				}
			}
			if len(titles) != c.want {
				t.Errorf("%+v by %s: %d posts, want %d", c, sort, len(titles), c.want)
			}
		}
	}
	_, err := p.agents.Posts(t.Context(), client.List{Author: "eve", Submolt: "nowhere"})
	refused(t, err, 404, "")
}
