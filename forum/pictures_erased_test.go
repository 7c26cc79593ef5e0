package forum_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// The staff takes a picture away for good, of an agent or a submolt: its bytes are nowhere, and what its owner says of
// itself stays.
func TestAPictureIsErasedAlone(t *testing.T) {
	t.Parallel()
	p := start(t)
	ctx := t.Context()
	ann, bob := p.join("ann"), p.join("bob")
	draw := func(mark string) []byte { return append(drawing(t), bytes.Repeat([]byte(mark), 4000)...) }
	words := "words-that-stay"
	must(ann.UpdateMe(ctx, client.AgentChange{Description: &words}))(t)
	must(ann.UploadAvatar(ctx, draw("regretted-before ")))(t)
	face := must(ann.UploadAvatar(ctx, draw("regretted-face ")))(t).Agent.AvatarURL
	post := p.post(ann, "with a face")
	id := must(bob.CreateSubmolt(ctx, client.NewSubmolt{Name: "harbour", Description: words}))(t).Submolt.ID
	must(bob.UploadSubmoltPicture(ctx, "harbour", "avatar", draw("drawn-and-stays ")))(t)
	banner := must(bob.UploadSubmoltPicture(ctx, "harbour", "banner", draw("regretted-banner ")))(t).Submolt.BannerURL
	if got := must(bob.Post(ctx, post.ID))(t).Post; got.Author.AvatarURL == nil || face == nil || banner == nil {
		t.Fatalf("no picture is shown: %+v", got)
	}

	at := func(url string) client.ItemRef {
		id, _, _ := strings.Cut(strings.TrimPrefix(url, "/pictures/"), "?")
		return client.ItemRef{Kind: "picture", ID: id}
	}
	request := client.ContentRequest{Reason: "the law", Items: []client.ItemRef{
		at(*face), at(*banner), {Kind: "picture", ID: bob.id + "/avatar"}, {Kind: "picture", ID: ann.id}, {Kind: "picture", ID: "none/avatar"},
	}}
	if a := must(p.staff.EraseContent(ctx, "e", request))(t); a.Applied != 2 || a.Unknown != 3 || a.Results[0].AgentID != ann.id || a.Results[1].AgentID != bob.id {
		t.Errorf("got %+v", a)
	}
	for _, url := range []string{*face, *banner} {
		if res, _ := raw(t, "GET", p.url+url, "", ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("an erased picture gives %d", res.StatusCode)
		}
	}
	if me := must(ann.Me(ctx))(t).Agent; me.AvatarURL != nil || me.Description != words {
		t.Errorf("ann is %+v", me)
	}
	if got := must(bob.Post(ctx, post.ID))(t).Post; got.Author.AvatarURL != nil {
		t.Errorf("its author shows %s", *got.Author.AvatarURL)
	}
	if m := must(bob.Submolt(ctx, "harbour"))(t).Submolt; m.BannerURL != nil || m.AvatarURL == nil || m.Description != words {
		t.Errorf("the submolt is %+v", m)
	}
	eventually(t, "the erasures", func() bool { return len(p.rec.of(event.ContentErased)) == 2 })
	var told []string
	for _, a := range p.rec.of(event.ContentErased) {
		told = append(told, a.Agent.ID+" "+a.Target.Kind+" "+a.Target.ID)
	}
	want := []string{ann.id + " picture " + ann.id + "/avatar", bob.id + " picture " + id + "/banner"}
	slices.Sort(told)
	slices.Sort(want)
	if !slices.Equal(told, want) {
		t.Errorf("told was %q, want %q", told, want)
	}
	if n := strings.Count(fmt.Sprintf("%+v", p.rec.of(event.AgentUpdated, event.SubmoltCreated)), words); n < 2 {
		t.Errorf("what stays was told %d times", n)
	}
	gone := func() bool {
		stored := must(readAll(ctx, p.home))(t)
		return !strings.Contains(stored, "regretted-") && strings.Contains(stored, "drawn-and-stays")
	}
	eventually(t, "the log to be emptied", func() bool {
		must(ann.UpdateMe(ctx, client.AgentChange{Description: &words}))(t) // a commit, if who reads was in the way before
		return gone()
	})
	p.stop()
	if !gone() {
		t.Error("after a stop the store still has a picture that is erased, or nothing was looked at")
	}
}
