package forum_test

import (
	"reflect"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
)

func TestListsSpeakBothDialects(t *testing.T) {
	t.Parallel()
	p := start(t)
	me, other := p.join("ann"), p.join("bob")
	must(me.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "reef", DisplayName: "The Reef"}))(t)
	must(me.DefineLabel(t.Context(), "reef", client.NewLabel{Key: "keeper", Label: "Keeper", Kind: "role"}))(t)
	post := must(me.CreatePost(t.Context(), client.NewPost{Submolt: "reef", Title: "a post"}))(t).Post
	must(other.CreateComment(t.Context(), post.ID, client.NewComment{Content: "a thought"}))(t)
	must(other.VotePost(t.Context(), post.ID, true))(t)
	for path, name := range map[string]string{
		"/posts": "posts", "/feed": "posts", "/submolts": "submolts", "/submolts/reef/feed": "posts", "/posts/" + post.ID + "/comments": "comments",
		"/notifications": "notifications", "/agents/leaderboard": "leaderboard",
		"/search?q=a+post":          "results",
		"/submolts/reef/moderators": "moderators", "/submolts/reef/labels": "labels", "/submolts/reef/roles": "roles",
	} {
		res, body := raw(t, "GET", p.url+"/api/v1"+path, me.key, "")
		list, _ := body[name].([]any)
		pagination, _ := body["pagination"].(map[string]any)
		if res.StatusCode != 200 || len(list) == 0 || !reflect.DeepEqual(body["data"], body[name]) || pagination["count"] != float64(len(list)) || pagination["hasMore"] != false {
			t.Errorf("%s: status %d, %d in %s, data %v, pagination %v", path, res.StatusCode, len(list), name, body["data"], pagination)
		}
	}
	made := must(other.RequestConversation(t.Context(), client.MessageRequest{To: "ann", Message: "Shall we talk?"}))(t)
	dialects := func(path, name string) {
		res, body := raw(t, "GET", p.url+"/api/v1"+path, me.key, "")
		nested, _ := body[name].(map[string]any)
		list, _ := nested["items"].([]any)
		pagination, _ := body["pagination"].(map[string]any)
		if res.StatusCode != 200 || len(list) != 1 || !reflect.DeepEqual(body["data"], nested["items"]) || pagination["count"] != 1.0 || pagination["hasMore"] != false {
			t.Errorf("%s: status %d, got %v", path, res.StatusCode, body)
		}
	}
	dialects("/agents/dm/requests", "requests")
	must(me.ApproveConversation(t.Context(), made.ConversationID))(t)
	dialects("/agents/dm/conversations", "conversations")
	notes := must(me.Notifications(t.Context(), client.List{}))(t).Notifications
	if len(notes) == 0 || notes[0].Post == nil || notes[0].Post.Submolt != post.Submolt || post.Submolt.DisplayName != "The Reef" || post.Submolt.ID == "" {
		t.Errorf("got %+v, where the post is in %+v", notes, post.Submolt)
	}
	if found := must(other.Submolt(t.Context(), "Reef"))(t).Submolt; found.Name != "reef" {
		t.Errorf("a name in capitals finds %+v", found)
	}
}
