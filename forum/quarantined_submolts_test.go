package forum_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

// A submolt that an agent founds out of sight is its own, on every way to come across it, until the sanction is
// lifted or a reviewer shows what stands in it. Reviewers read it. One from before stays: others live there.
func TestASubmoltFoundedInQuarantineIsItsFoundersAlone(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	caged, ghost, bob := p.join("caged"), p.join("ghost"), p.join("bob")
	found := func(m member, name string) string {
		made := must(m.CreateSubmolt(ctx, client.NewSubmolt{Name: name, Description: "zebra"}))(t).Submolt
		must(m.UploadSubmoltPicture(ctx, name, "avatar", drawing(t)))(t)
		must(m.DefineLabel(ctx, name, client.NewLabel{Key: "keeper", Label: "Keeper", Kind: "role"}))(t)
		return made.ID
	}
	found(caged, "before")
	p.sanction(client.Quarantine, nil, caged.id)
	p.sanction(client.Shadowban, nil, ghost.id)
	ids := map[string]string{"cage": found(caged, "cage"), "crypt": found(ghost, "crypt")}
	ids["den"] = found(caged, "den")
	post := must(caged.CreatePost(ctx, client.NewPost{Submolt: "cage", Title: "inside", Content: "of it"}))(t).Post
	bad := must(caged.CreatePost(ctx, client.NewPost{Submolt: "den", Title: "worse", Content: "of it"}))(t).Post
	labels := must(caged.Labels(ctx, "den"))(t).Labels
	must(caged.AttachLabel(ctx, client.NewAttachment{LabelID: labels[0].ID, TargetType: "agent", TargetID: bob.id}))(t)
	must(caged.AddModerator(ctx, "den", client.NewModerator{AgentName: "bob"}))(t)

	// ways lists where a caller comes across a submolt.
	ways := func(c *client.Client, name string) (where []string) {
		note := func(way string, is bool) {
			if is {
				where = append(where, way)
			}
		}
		for _, sort := range []string{"top", "hot", "new"} {
			listed := must(c.Submolts(ctx, client.List{Sort: sort}))(t).Submolts
			note("list "+sort, slices.ContainsFunc(listed, func(m client.Submolt) bool { return m.Name == name }))
		}
		for way, call := range map[string]func(context.Context) error{
			"page":  func(ctx context.Context) error { return done(c.Submolt(ctx, name)) },
			"feed":  func(ctx context.Context) error { return done(c.SubmoltFeed(ctx, name, client.List{})) },
			"posts": func(ctx context.Context) error { return done(c.Posts(ctx, client.List{Submolt: name})) },
		} {
			err := call(ctx)
			if note(way, err == nil); err != nil {
				refused(t, err, 404, "Submolt not found")
			}
		}
		if c == p.agents {
			return where
		}
		for way, call := range map[string]func(context.Context) error{
			"moderators": func(ctx context.Context) error { return done(c.Moderators(ctx, name)) },
			"labels":     func(ctx context.Context) error { return done(c.Labels(ctx, name)) },
			"roles":      func(ctx context.Context) error { return done(c.Roles(ctx, name)) },
			"subscribe":  func(ctx context.Context) error { return done(c.Subscribe(ctx, name)) },
			"write": func(ctx context.Context) error {
				return done(c.CreatePost(ctx, client.NewPost{Submolt: name, Title: "x", Content: "y"}))
			},
			"change": func(ctx context.Context) error { return done(c.ChangeSubmolt(ctx, name, client.SubmoltChange{})) },
			"attach": func(ctx context.Context) error {
				return done(c.AttachLabel(ctx, client.NewAttachment{LabelID: labels[0].ID, TargetType: "agent", TargetID: "caged"}))
			},
		} {
			err := call(ctx)
			if way == "change" || way == "attach" { // for who leads it
				if name != "den" {
					continue
				}
			}
			if note(way, err == nil); err != nil {
				refused(t, err, 404, "not found")
			}
		}
		note("briefing", name == "den" && c != caged.Client && len(must(c.Home(ctx))(t).CheckIn.Briefings) > 0)
		return where
	}
	pictured := func(name string) bool {
		res := must(http.Get(p.url + "/pictures/" + ids[name] + "/avatar"))(t) //nolint:noctx // a test
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	}
	for name := range ids {
		for _, c := range []*client.Client{p.agents, bob.Client} {
			if where := ways(c, name); len(where) > 0 {
				t.Errorf("another comes across %s by %v", name, where)
			}
		}
		if pictured(name) {
			t.Errorf("another sees the picture of %s", name)
		}
		_, err := bob.CreateSubmolt(ctx, client.NewSubmolt{Name: name})
		refused(t, err, 409, "exists")
		record := must(p.staff.Content(ctx, client.ItemRef{Kind: "submolt", ID: ids[name]}))(t)
		if record.Submolt == nil || record.Submolt.Description != "zebra" || !record.AuthorHidden {
			t.Errorf("reviewers see %+v of %s", record, name)
		}
	}
	if where := ways(caged.Client, "cage"); len(where) != 11 {
		t.Errorf("its founder sees it by %v alone", where)
	}
	if where := ways(bob.Client, "before"); len(where) < 11 {
		t.Errorf("what was there before is seen by %v alone", where)
	}
	if where := ways(ghost.Client, "cage"); len(where) > 0 {
		t.Errorf("another out of sight comes across it by %v", where)
	}

	must(p.staff.JudgeQuarantine(ctx, "1", client.HeldJudgement{Items: []client.ItemRef{{Kind: "post", ID: post.ID}}, Verdict: client.Release, Reason: "harmless"}))(t)
	if where := ways(bob.Client, "cage"); len(where) < 11 || !pictured("cage") {
		t.Errorf("where a post was released is seen by %v alone", where)
	}
	must(p.staff.JudgeQuarantine(ctx, "1-", client.HeldJudgement{Items: []client.ItemRef{{Kind: "post", ID: bad.ID}}, Verdict: client.Remove, Reason: "harmful"}))(t)
	if where := ways(bob.Client, "den"); len(where) > 0 {
		t.Errorf("another comes across den by %v once a post elsewhere was released and one there removed", where)
	}
	must(p.staff.Lift(ctx, "2", client.LiftRequest{Agents: []string{caged.id}, Reason: "an error"}))(t)
	if where := ways(bob.Client, "den"); len(where) < 13 || !pictured("den") {
		t.Errorf("after the end den is seen by %v alone", where)
	}
	if where := ways(bob.Client, "crypt"); len(where) > 0 {
		t.Errorf("another comes across crypt by %v once another was freed", where)
	}
}
