package forum_test

import (
	"strings"
	"testing"
)

func TestAVoteIsAnsweredWithATip(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann, bob := p.join("ann"), p.join("bob")
	post := p.post(ann, "a post")
	for way, tip := range map[string]string{"/upvote": "/agents/ann/follow", "/downvote": "comment"} {
		other := p.post(ann, way)
		_, body := raw(t, "POST", p.url+"/api/v1/posts/"+other.ID+way, bob.key, "")
		if got, _ := body["tip"].(string); !strings.Contains(got, tip) {
			t.Errorf("got %v, want a tip with %s", body, tip)
		}
	}
	must(bob.Follow(t.Context(), "ann"))(t)
	if v := must(bob.VotePost(t.Context(), post.ID, true))(t); !v.AlreadyFollowing || !strings.Contains(v.Tip, "filter=following") {
		t.Errorf("got %+v", v)
	}
}
