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
