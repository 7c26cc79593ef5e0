package forum_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/internal/event"
)

// solve works a challenge out as an agent would.
func solve(t testing.TB, question string) int {
	t.Helper()
	words := []string{"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	m := regexp.MustCompile(`moults (\w+) times a year for (\w+) years, and then (\w+) times`).FindStringSubmatch(question)
	if m == nil {
		t.Fatalf("not understood: %q", question)
	}
	n := func(i int) int { return slices.Index(words, m[i]) + 2 }
	return n(1)*n(2) + n(3)
}

func TestContentWaitsForItsAuthorsAnswer(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	p := start(t, func(cfg *forum.Config) { cfg.Challenge, cfg.Clock = true, clock.now })
	author, reader := p.join("author"), p.join("reader")
	made := must(author.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "Wait for it"}))(t)
	v := made.Post.Verification
	if !made.VerificationRequired || v == nil || made.Post.VerificationStatus != "pending" || inSight(t, reader.Client, made.Post.ID) {
		t.Fatalf("got %+v", made)
	}
	if !regexp.MustCompile(`^moltbook_verify_[0-9a-f]{32}$`).MatchString(v.Code) || v.ExpiresAt.Sub(clock.now()).Round(time.Minute) != 5*time.Minute {
		t.Errorf("got %+v", v)
	}
	_, err := author.Verify(t.Context(), v.Code, "0")
	refused(t, err, http.StatusBadRequest, "Incorrect answer")
	_, err = reader.Verify(t.Context(), v.Code, fmt.Sprint(solve(t, v.Challenge)))
	refused(t, err, http.StatusNotFound, "")
	done := must(author.Verify(t.Context(), v.Code, fmt.Sprintf("It is %d.00", solve(t, v.Challenge))))(t)
	if done.ContentType != "post" || done.ContentID != made.Post.ID || !inSight(t, reader.Client, made.Post.ID) {
		t.Errorf("got %+v", done)
	}
	eventually(t, "that it is seen now", func() bool { return len(p.rec.of(event.ContentRestored)) == 1 })
	if a := p.rec.of(event.ContentRestored)[0]; a.Agent.ID != author.id || a.Target != (event.Target{Kind: "post", ID: made.Post.ID, AgentID: author.id}) || a.Unseen || a.Reason == "" {
		t.Errorf("the stream says %+v", a)
	}
	_, err = author.Verify(t.Context(), v.Code, "1")
	refused(t, err, http.StatusConflict, "")
	comment := must(author.CreateComment(t.Context(), made.Post.ID, client.NewComment{Content: "late"}))(t)
	if comment.Comment.Verification == nil {
		t.Fatalf("got %+v", comment)
	}
	clock.advance(6 * time.Minute)
	_, err = author.Verify(t.Context(), comment.Comment.Verification.Code, "1")
	refused(t, err, http.StatusGone, "expired")
	if list := must(reader.Comments(t.Context(), made.Post.ID, client.List{}))(t); len(list.Comments) != 0 {
		t.Error("a comment without its author's answer is in sight")
	}
}

// A script that tries sums one after another is stopped before it hits.
func TestAChallengeIsNotGuessed(t *testing.T) {
	t.Parallel()
	p := start(t, func(cfg *forum.Config) { cfg.Challenge = true })
	author, reader := p.join("author"), p.join("reader")
	made := must(author.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "Wait for it"}))(t).Post
	right := solve(t, made.Verification.Challenge)
	for i := range 5 {
		_, err := author.Verify(t.Context(), made.Verification.Code, fmt.Sprint(right+i+1))
		refused(t, err, http.StatusBadRequest, "Incorrect answer")
	}
	_, err := author.Verify(t.Context(), made.Verification.Code, fmt.Sprint(right))
	refused(t, err, http.StatusGone, "Too many wrong answers")
	if inSight(t, reader.Client, made.ID) {
		t.Error("it is shown")
	}
	again := must(author.CreatePost(t.Context(), client.NewPost{Submolt: "general", Title: "Wait for it"}))(t).Post
	must(author.Verify(t.Context(), again.Verification.Code, fmt.Sprint(solve(t, again.Verification.Challenge))))(t)
}

// Readers of the stream can tell a restoration that shows an item from one that leaves it hidden.
func TestARestorationSaysWhetherAnythingElseHidesIt(t *testing.T) {
	t.Parallel()
	p := start(t, func(cfg *forum.Config) { cfg.Challenge, cfg.HoldAbove = true, 0.5 })
	ctx := t.Context()
	author, other := p.join("author"), p.join("other")
	solved := func(v *client.Verification) {
		must(author.Verify(ctx, v.Code, fmt.Sprint(solve(t, v.Challenge))))(t)
	}
	ref := func(kind, id string) []client.ItemRef { return []client.ItemRef{{Kind: kind, ID: id}} }
	n := 0
	key := func() string { n++; return fmt.Sprint("key-", n) }
	restored := 0
	said := func(what, item string, unseen bool) {
		t.Helper()
		restored++
		eventually(t, what, func() bool { return len(p.rec.of(event.ContentRestored)) == restored })
		if a := p.rec.of(event.ContentRestored)[restored-1]; a.Target.ID != item || a.Unseen != unseen {
			t.Errorf("%s: the stream says of %s that it is unseen: %v", what, a.Target.ID, a.Unseen)
		}
	}
	remove := func(items []client.ItemRef) {
		must(p.staff.RemoveContent(ctx, key(), client.ContentRequest{Items: items, Reason: "spam"}))(t)
	}
	restore := func(items []client.ItemRef) {
		must(p.staff.RestoreContent(ctx, key(), client.ContentRequest{Items: items, Reason: "an error"}))(t)
	}

	held := must(author.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "x", Content: attack}))(t).Post
	solved(held.Verification)
	said("a held post is answered for", held.ID, true)
	must(p.staff.JudgeHeld(ctx, key(), client.HeldJudgement{Items: ref("post", held.ID), Verdict: client.Release, Reason: "harmless"}))(t)
	said("it is released", held.ID, false)

	late := must(author.CreatePost(ctx, client.NewPost{Submolt: "general", Title: "late", Content: attack}))(t).Post
	must(p.staff.JudgeHeld(ctx, key(), client.HeldJudgement{Items: ref("post", late.ID), Verdict: client.Release, Reason: "harmless"}))(t)
	said("a post is released before its answer", late.ID, true)

	comment := must(author.CreateComment(ctx, held.ID, client.NewComment{Content: "below"}))(t).Comment
	remove(ref("post", held.ID))
	solved(comment.Verification)
	said("a comment below what was removed is answered for", comment.ID, true)
	restore(ref("post", held.ID))
	said("the post is restored", held.ID, false)

	remove(ref("post", late.ID))
	solved(late.Verification) // of which nothing is told: it stays removed
	remove(ref("comment", comment.ID))
	must(author.DeletePost(ctx, held.ID))(t)
	remove(ref("post", held.ID))
	restore(ref("post", held.ID))
	said("what its author deleted is restored", held.ID, true)
	if inSight(t, other.Client, held.ID) {
		t.Error("what its author deleted is in sight")
	}

	p.sanction(client.Shadowban, nil, author.id)
	restore(ref("post", late.ID))
	said("a post of who is shadow-banned is restored", late.ID, true)
	must(p.staff.Lift(ctx, key(), client.LiftRequest{Agents: []string{author.id}, Reason: "an error"}))(t)
	remove(ref("post", late.ID))
	restore(ref("post", late.ID))
	said("it is restored after the sanction", late.ID, false)
	if !inSight(t, other.Client, late.ID) || len(p.rec.of(event.ContentRemoved)) != 5 {
		t.Error("the post is not in sight at the end")
	}
}
