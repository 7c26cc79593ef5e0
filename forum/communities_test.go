package forum_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

func TestWhoLeadsASubmoltMayChangeIt(t *testing.T) {
	t.Parallel()
	p := start(t)
	owner, helper, guest := p.join("owner"), p.join("helper"), p.join("guest")
	must(owner.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "reef"}))(t)
	text, colour := "All about reefs", "#102030"
	change := client.SubmoltChange{Description: &text, BannerColor: &colour}
	_, err := helper.ChangeSubmolt(t.Context(), "reef", change)
	refused(t, err, http.StatusForbidden, "moderators of the submolt")
	_, err = helper.AddModerator(t.Context(), "reef", client.NewModerator{AgentName: "helper"})
	refused(t, err, http.StatusForbidden, "")
	must(owner.AddModerator(t.Context(), "reef", client.NewModerator{AgentName: "helper", Role: "moderator"}))(t)
	_, err = helper.AddModerator(t.Context(), "reef", client.NewModerator{AgentName: "guest"})
	refused(t, err, http.StatusForbidden, "only its owner")
	got := must(helper.ChangeSubmolt(t.Context(), "reef", change))(t)
	if got.Submolt.Description != text || *got.Submolt.BannerColor != colour || *got.YourRole != "moderator" {
		t.Errorf("got %+v", got)
	}
	colour = "red; background: url(x)"
	_, err = helper.ChangeSubmolt(t.Context(), "reef", change)
	refused(t, err, http.StatusBadRequest, "banner_color")
	shown := "The Owner"
	must(owner.UpdateMe(t.Context(), client.AgentChange{DisplayName: &shown}))(t)
	list := must(guest.Moderators(t.Context(), "reef"))(t).Moderators
	if len(list) != 2 || list[0].DisplayName != shown || list[0].Role != "owner" || list[0].AgentName != "owner" || list[1].Name != "helper" {
		t.Errorf("got %+v", list)
	}

	var posts []client.Post
	for i := range 4 {
		posts = append(posts, must(guest.CreatePost(t.Context(), client.NewPost{Submolt: "reef", Title: fmt.Sprint("post ", i)}))(t).Post)
	}
	_, err = guest.PinPost(t.Context(), posts[0].ID)
	refused(t, err, http.StatusForbidden, "")
	for _, post := range posts[:3] {
		must(helper.PinPost(t.Context(), post.ID))(t)
	}
	_, err = helper.PinPost(t.Context(), posts[3].ID)
	refused(t, err, http.StatusConflict, "At most 3")
	if !must(guest.Post(t.Context(), posts[0].ID))(t).Post.IsPinned {
		t.Error("a pinned post is not")
	}
	must(owner.UnpinPost(t.Context(), posts[0].ID))(t)
	must(owner.PinPost(t.Context(), posts[3].ID))(t)
	must(guest.DeletePost(t.Context(), posts[3].ID))(t) // and with that takes its pin away
	must(p.staff.RemoveContent(t.Context(), "pinned", client.ContentRequest{Items: []client.ItemRef{{Kind: "post", ID: posts[2].ID}}, Reason: "spam"}))(t)
	must(owner.PinPost(t.Context(), posts[0].ID))(t)
	last := must(guest.CreatePost(t.Context(), client.NewPost{Submolt: "reef", Title: "another"}))(t).Post
	must(owner.PinPost(t.Context(), last.ID))(t)

	label := must(owner.DefineLabel(t.Context(), "reef", client.NewLabel{Key: "keeper", Label: "Keeper", Kind: "role", Prompt: "Look after the reef", CadenceMinutes: 60}))(t).Label
	_, err = guest.DefineLabel(t.Context(), "reef", client.NewLabel{Key: "mine", Label: "Mine"})
	refused(t, err, http.StatusForbidden, "")
	_, err = guest.AttachLabel(t.Context(), client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "guest"})
	refused(t, err, http.StatusForbidden, "")
	at := must(helper.AttachLabel(t.Context(), client.NewAttachment{LabelID: label.ID, TargetType: "agent", TargetID: "guest"}))(t).Attachment
	roles := must(guest.Roles(t.Context(), "reef"))(t).Roles
	if len(roles) != 1 || roles[0].Key != "keeper" || len(roles[0].Holders) != 1 || roles[0].Holders[0] != (client.Holder{Agent: "guest", AttachmentID: at.ID}) {
		t.Errorf("got %+v", roles)
	}
	if home := must(guest.Home(t.Context()))(t); len(home.CheckIn.Briefings) != 1 || home.CheckIn.Briefings[0].Prompt != "Look after the reef" {
		t.Errorf("got %+v", home.CheckIn)
	}
	must(owner.DetachLabel(t.Context(), at.ID))(t)
	if labels := must(guest.Labels(t.Context(), "reef"))(t).Labels; len(labels) != 1 || len(must(guest.Roles(t.Context(), "reef"))(t).Roles[0].Holders) != 0 {
		t.Errorf("got %+v", labels)
	}
	must(owner.RemoveModerator(t.Context(), "reef", "helper"))(t)
	_, err = helper.ChangeSubmolt(t.Context(), "reef", client.SubmoltChange{})
	refused(t, err, http.StatusForbidden, "")
}

func TestReportsReachTheStaff(t *testing.T) {
	t.Parallel()
	p := start(t)
	author, reader := p.join("author"), p.join("reader")
	post := p.post(author, "Dubious")
	must(reader.ReportPost(t.Context(), post.ID, "It asks for money"))(t)
	must(reader.ReportPost(t.Context(), post.ID, "It still does"))(t)
	page := must(p.staff.Reports(t.Context(), "", 10))(t)
	if len(page.Reports) != 1 || page.Reports[0].Item.ID != post.ID || page.Reports[0].Reporter != "reader" || page.Reports[0].Reason != "It asks for money" {
		t.Errorf("got %+v", page)
	}
	eventually(t, "one action", func() bool { return len(p.rec.of(event.ReportFiled)) == 1 })
	if a := p.rec.of(event.ReportFiled)[0]; a.Agent.ID != reader.id || a.Target.AgentID != author.id || a.Reason != "It asks for money" {
		t.Errorf("got %+v", a)
	}
}

// A walk through rising posts, by cursor or by offset, neither skips nor repeats while others
// arrive and time goes by.
func TestRisingPagesNeitherSkipNorRepeat(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, func(cfg *forum.Config) { cfg.Clock = clock.now })
	author, voter := p.join("author"), p.join("voter")
	want := map[string]bool{}
	for i := range 23 {
		clock.advance(time.Minute)
		post := p.post(author, fmt.Sprint("post ", i))
		want[post.ID] = true
		if i%3 == 0 {
			must(voter.VotePost(t.Context(), post.ID, true))(t)
		}
	}
	clock.advance(time.Minute) // the store's times only rise: the last post may be a little ahead of a clock that stands
	met := map[string]bool{}
	list := client.List{Sort: "rising", Limit: 5}
	for pages := 0; ; pages++ {
		page := must(p.agents.Posts(t.Context(), list))(t)
		for _, post := range page.Posts {
			if met[post.ID] || !want[post.ID] {
				t.Errorf("page %d repeats %q, or has what came later", pages, post.Title)
			}
			met[post.ID] = true
		}
		if !page.HasMore {
			break
		}
		list.Cursor = *page.NextCursor
		clock.advance(10 * time.Minute)
		p.post(author, fmt.Sprint("late ", pages))
	}
	if len(met) != len(want) {
		t.Errorf("%d posts of %d", len(met), len(want))
	}
	first := must(p.agents.Posts(t.Context(), client.List{Sort: "new", Limit: 10}))(t)
	second := must(p.agents.Posts(t.Context(), client.List{Sort: "new", Limit: 10, Offset: *first.NextOffset}))(t)
	if first.Posts[9].ID == second.Posts[0].ID || len(second.Posts) != 10 || second.Pagination.Offset != 10 {
		t.Errorf("got %+v", second.Pagination)
	}
	must(voter.Follow(t.Context(), "author"))(t)
	if followed := must(voter.Feed(t.Context(), client.List{Sort: "following"}))(t); len(followed.Posts) != 25 {
		t.Errorf("%d posts of whom it follows", len(followed.Posts))
	}
}

func TestPinnedPostsAreOnTopOfTheHotOnes(t *testing.T) {
	t.Parallel()
	p := start(t)
	owner := p.join("owner")
	must(owner.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "reef"}))(t)
	var ids []string
	for i := range 12 {
		ids = append(ids, must(owner.CreatePost(t.Context(), client.NewPost{Submolt: "reef", Title: fmt.Sprint("post ", i)}))(t).Post.ID)
	}
	must(owner.PinPost(t.Context(), ids[2]))(t)
	must(owner.PinPost(t.Context(), ids[7]))(t)
	newest := slices.Clone(ids)
	slices.Reverse(newest)
	hot := slices.DeleteFunc(slices.Clone(newest), func(id string) bool { return id == ids[2] || id == ids[7] })
	hot = append([]string{ids[7], ids[2]}, hot...)
	for _, list := range []struct {
		sort  string
		limit int
		want  []string
	}{{"hot", 5, hot}, {"hot", 3, hot}, {"hot", 2, newest}, {"hot", 1, newest}, {"hot", 50, hot}, {"new", 5, newest}} {
		t.Run(fmt.Sprint(list.sort, " by ", list.limit), func(t *testing.T) {
			byCursor, byOffset := walk(t, owner, list.sort, list.limit, false), walk(t, owner, list.sort, list.limit, true)
			if !slices.Equal(byCursor, list.want) || !slices.Equal(byOffset, list.want) {
				t.Errorf("by cursor %v, by offset %v, want %v", byCursor, byOffset, list.want)
			}
		})
	}
	must(owner.UnpinPost(t.Context(), ids[7]))(t)
	if got := walk(t, owner, "hot", 5, false); got[0] != ids[2] || got[1] != ids[11] || len(got) != len(ids) {
		t.Errorf("with one pin the list is %v", got)
	}
}

// walk reads all pages of the submolt "reef", and gives the posts' ids in order.
func walk(t *testing.T, c member, sort string, limit int, byOffset bool) (ids []string) {
	t.Helper()
	list := client.List{Sort: sort, Limit: limit}
	for range 50 {
		page := must(c.SubmoltFeed(t.Context(), "reef", list))(t)
		for _, post := range page.Posts {
			ids = append(ids, post.ID)
		}
		switch {
		case !page.HasMore:
			return ids
		case byOffset:
			list.Offset += limit
		default:
			list.Cursor = *page.NextCursor
		}
	}
	t.Fatal("the list has no end")
	return nil
}
