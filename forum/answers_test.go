package forum_test

import (
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/limits"
)

func TestTimesAreToldInMicroseconds(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	odd := func() time.Time { return clock.now().Add(123 * time.Nanosecond) }
	p := start(t, limited(t, limits.Launch, clock, func(cfg *forum.Config) { cfg.Clock = odd }))
	me := p.join("ann")
	must(me.CreateSubmolt(t.Context(), client.NewSubmolt{Name: "reef"}))(t)
	made := must(me.DefineLabel(t.Context(), "reef", client.NewLabel{Key: "keeper", Label: "Keeper"}))(t).Label
	if kept := must(me.Labels(t.Context(), "reef"))(t).Labels[0]; !kept.CreatedAt.Equal(made.CreatedAt) {
		t.Errorf("defined at %v, kept as %v", made.CreatedAt, kept.CreatedAt)
	}
	if at := must(me.IdentityToken(t.Context(), client.IdentityTokenRequest{}))(t).ExpiresAt; at.Nanosecond()%1000 != 0 {
		t.Errorf("a token expires at %v", at)
	}
	for range 96 {
		must(me.Me(t.Context()))(t)
	}
	_, body := raw(t, "GET", p.url+"/api/v1/agents/me", me.key, "")
	if at, err := time.Parse(time.RFC3339Nano, body["reset_at"].(string)); err != nil || at.Nanosecond()%1000 != 0 {
		t.Errorf("a window ends at %v (%v)", body["reset_at"], err)
	}
}

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

func TestWhoAsksForMoreThanAListGivesGetsTheMost(t *testing.T) {
	t.Parallel()
	p := start(t)
	me := p.join("ann")
	for path, most := range map[string]float64{"/posts?limit=101": 100, "/notifications?limit=101": 100, "/search?q=reef&limit=51": 50, "/agents/discover?q=reef&limit=51": 50, "/agents/leaderboard?limit=51": 50} {
		res, body := raw(t, "GET", p.url+"/api/v1"+path, me.key, "")
		pagination, _ := body["pagination"].(map[string]any)
		if limit, _ := pagination["limit"].(float64); res.StatusCode != 200 || limit != most {
			t.Errorf("%s: status %d, limit %v", path, res.StatusCode, limit)
		}
	}
}

func TestAFaultIsNamedOnce(t *testing.T) {
	t.Parallel()
	p := start(t)
	ann := p.join("ann")
	p.join("bob")
	_, body := raw(t, "POST", p.url+"/api/v1/agents/dm/request", ann.key, `{"to":"bob","message":"`+strings.Repeat("x", 1001)+`"}`)
	if faults, _ := body["message"].([]any); len(faults) != 1 || faults[0] != "message must be at most 1000 characters" {
		t.Errorf("got %v", body)
	}
}
