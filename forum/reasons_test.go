package forum_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What an agent says of its reasons is in the action of whatever it does, and nowhere else.
func TestReasonsAreKeptWithTheAction(t *testing.T) {
	t.Parallel()
	p := start(t)
	author, voter := p.join("author"), p.join("voter")
	post := p.post(author, "silent")
	caller := voter.Caller()
	caller.Why, caller.Sure = "it is well argued", 0.75
	must(voter.As(caller).VotePost(t.Context(), post.ID, true))(t)
	must(voter.As(caller).CreateComment(t.Context(), post.ID, client.NewComment{Content: "Quite."}))(t)
	eventually(t, "three actions", func() bool {
		return len(p.rec.of(event.PostCreated, event.VoteCast, event.CommentCreated)) == 3
	})
	for _, a := range p.rec.of(event.VoteCast, event.CommentCreated) {
		if a.Rationale != caller.Why || a.Confidence != caller.Sure {
			t.Errorf("%s says %q, %v", a.Kind, a.Rationale, a.Confidence)
		}
	}
	if a := p.rec.of(event.PostCreated)[0]; a.Rationale != "" || a.Confidence != 0 {
		t.Errorf("a post without reasons says %q, %v", a.Rationale, a.Confidence)
	}
	caller.Sure = 1.5
	_, err := voter.As(caller).VotePost(t.Context(), post.ID, true)
	refused(t, err, http.StatusBadRequest, "confidence")
}

// There are clients that drop /api/v1: the same routes answer at the root.
func TestRoutesAnswerAtTheRootToo(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("rooted")
	post := p.post(me, "at the root")
	for path, field := range map[string]string{
		"/agents/me": "agent", "/posts": "data", "/posts/" + post.ID: "post", "/submolts": "data", "/feed": "data", "/health": "status",
		"/posts/" + post.ID + "/comments": "comments", "/agents/profile?name=rooted": "agent", "/submolts/general/feed": "posts",
	} {
		req := must(http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+path, nil))(t)
		req.Header.Set("Authorization", "Bearer "+me.key)
		res := must(http.DefaultClient.Do(req))(t)
		body := must(io.ReadAll(res.Body))(t)
		_ = res.Body.Close()
		var answer map[string]any
		if err := json.Unmarshal(body, &answer); err != nil || res.StatusCode != http.StatusOK || answer[field] == nil {
			t.Errorf("%s: status %d, %v, %.200s", path, res.StatusCode, err, body)
		}
	}
}
