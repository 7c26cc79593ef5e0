package store

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/internal/event"
)

// A watermark says that nothing later is older. That must hold however the clock jumps, when
// updates fail, and across restarts.
func TestNoActionAfterAWatermarkIsOlder(t *testing.T) {
	place := somewhere(t)
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s := open(t, place, clock)
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.IntRange(5, 15).Draw(rt, "steps")
		for range steps {
			now = now.Add(time.Duration(rapid.Int64Range(-3600, 3600).Draw(rt, "jump")) * time.Second)
			switch rapid.SampledFrom([]string{"act", "act", "watermark", "watermark", "fail"}).Draw(rt, "step") {
			case "act":
				if err := s.Update(t.Context(), heartbeat); err != nil {
					rt.Fatal(err)
				}
			case "watermark":
				if err := s.Update(t.Context(), (*Tx).Watermark); err != nil {
					rt.Fatal(err)
				}
			case "fail":
				_ = s.Update(t.Context(), func(tx *Tx) error { _ = heartbeat(tx); return ErrNotFound })
			}
		}
		if rapid.IntRange(0, 9).Draw(rt, "restart") == 0 {
			if err := s.Close(); err != nil {
				rt.Fatal(err)
			}
			s = open(t, place, clock)
		}
		var mark event.Time
		for _, a := range emitted(t, s) {
			if !a.Time.After(mark.Time) {
				rt.Fatalf("seq %d of kind %s at %s is not after the watermark %s", a.Seq, a.Kind, a.Time, mark)
			}
			if a.Kind == event.Watermark {
				mark = a.Time
			}
		}
	})
}

// The counters that triggers keep equal what counting would find, whatever came and went.
func TestCountersEqualACount(t *testing.T) {
	s, run := fresh(t), 0
	s.recountedAtOnce = 1 // so that much goes on between the steps
	out := map[string]bool{}
	at := time.Now().UTC()
	if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddSubmolt(Submolt{ID: "s", Name: "s", Created: at}) }); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		run++
		id := func(letter string, n int) string { return fmt.Sprint(letter, run, "-", n) }
		agents := []string{id("a", 0), id("a", 1), id("a", 2)}
		var posts []Post
		var comments []Comment
		follows, votes := map[[2]string]bool{}, map[[2]string]bool{}
		err := s.Update(t.Context(), func(tx *Tx) error {
			for _, id := range agents {
				if err := tx.AddAgent(NewAgent{ID: id, Name: id, Created: at}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		for step := range rapid.IntRange(5, 20).Draw(rt, "steps") {
			at = at.Add(time.Second)
			author := Author{ID: rapid.SampledFrom(agents).Draw(rt, "author")}
			hidden := rapid.SampledFrom([]int{0, 0, 0, AuthorHidden}).Draw(rt, "hidden")
			err := s.Update(t.Context(), func(tx *Tx) error {
				switch kind := rapid.IntRange(0, 8).Draw(rt, "kind"); {
				case kind == 0 || len(posts) == 0:
					p := Post{ID: id("p", step), Author: author, SubmoltID: "s", Created: at, Hidden: hidden, Hot: Heat(0, at)}
					posts = append(posts, p)
					return tx.AddPost(p)
				case kind == 1 || len(comments) == 0:
					c := Comment{ID: id("c", step), PostID: rapid.SampledFrom(posts).Draw(rt, "post").ID, Author: author, Created: at, Hidden: hidden}
					c.RootID = c.ID
					if len(comments) > 0 && rapid.Bool().Draw(rt, "reply") {
						parent := rapid.SampledFrom(comments).Draw(rt, "parent")
						c.ParentID, c.RootID, c.PostID, c.Depth = parent.ID, parent.RootID, parent.PostID, parent.Depth+1
					}
					comments = append(comments, c)
					return tx.AddComment(c)
				case kind == 2:
					return tx.SetPostHidden(Post{ID: rapid.SampledFrom(posts).Draw(rt, "post").ID, Hidden: rapid.IntRange(0, 7).Draw(rt, "bits"), Updated: at})
				case kind == 3:
					return tx.SetCommentHidden(Comment{ID: rapid.SampledFrom(comments).Draw(rt, "comment").ID, Hidden: rapid.IntRange(0, 7).Draw(rt, "bits"), Updated: at})
				case kind == 4:
					pair := [2]string{author.ID, rapid.SampledFrom(agents).Draw(rt, "followed")}
					if follows[pair] = !follows[pair]; follows[pair] {
						return tx.AddFollow(pair[0], pair[1], !out[pair[0]], at)
					}
					return tx.DropFollow(pair[0], pair[1])
				case kind == 5:
					pair := [2]string{author.ID, "s"}
					if follows[pair] = !follows[pair]; follows[pair] {
						return tx.AddSubscription(pair[0], pair[1], !out[pair[0]], at)
					}
					return tx.DropSubscription(pair[0], pair[1])
				case kind == 6:
					item := rapid.IntRange(0, len(posts)+len(comments)-1).Draw(rt, "item")
					return voteOnce(t.Context(), tx, votes, author.ID, !out[author.ID], posts, comments, item, rapid.SampledFrom([]int64{-1, 1}).Draw(rt, "value"))
				case kind == 7:
					return tx.RecountSome(t.Context())
				default:
					out[author.ID] = rapid.Bool().Draw(rt, "hide")
					return tx.HideAgent(author.ID, out[author.ID])
				}
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
	countersHold(t, s)
}

// countersHold counts what the counters count. Once, at the end: each run has agents and content of its own.
func countersHold(t *testing.T, s *Store) {
	t.Helper()
	for what, query := range map[string]string{
		"karma": `SELECT count(*) FROM agents a WHERE karma <> (SELECT coalesce(sum(v.value), 0) FROM votes v WHERE v.counted AND v.target_id IN
			(SELECT id FROM posts WHERE agent_id = a.id UNION ALL SELECT id FROM comments WHERE agent_id = a.id))`,
		"posts' votes": `SELECT count(*) FROM posts p WHERE score <> upvotes - downvotes OR upvotes <> (SELECT count(*) FROM votes WHERE target_id = p.id AND counted AND value > 0)
			OR downvotes <> (SELECT count(*) FROM votes WHERE target_id = p.id AND counted AND value < 0)`,
		"comments' votes": `SELECT count(*) FROM comments p WHERE score <> upvotes - downvotes OR upvotes <> (SELECT count(*) FROM votes WHERE target_id = p.id AND counted AND value > 0)
			OR downvotes <> (SELECT count(*) FROM votes WHERE target_id = p.id AND counted AND value < 0)`,
		"subscribers":      `SELECT count(*) FROM submolts s WHERE subscriber_count <> (SELECT count(*) FROM subscriptions WHERE submolt_id = s.id AND counted)`,
		"agents' posts":    `SELECT count(*) FROM agents a WHERE posts_count <> (SELECT count(*) FROM posts WHERE agent_id = a.id AND hidden = 0)`,
		"agents' comments": `SELECT count(*) FROM accounts a WHERE comments_count <> (SELECT count(*) FROM comments WHERE agent_id = a.id AND hidden = 0)`,
		"followers":        `SELECT count(*) FROM agents a WHERE follower_count <> (SELECT count(*) FROM follows WHERE followee_id = a.id AND counted)`,
		"followed":         `SELECT count(*) FROM agents a WHERE following_count <> (SELECT count(*) FROM follows WHERE follower_id = a.id)`,
		"posts' comments":  `SELECT count(*) FROM post_rows p WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = p.id AND hidden = 0)`,
		"replies":          `SELECT count(*) FROM comments c WHERE reply_count <> (SELECT count(*) FROM comments WHERE parent_id = c.id AND hidden = 0)`,
		"submolts' posts":  `SELECT count(*) FROM submolts s WHERE post_count <> (SELECT count(*) FROM posts WHERE submolt_id = s.id AND hidden = 0)`,
		"totals":           `SELECT count(*) FROM totals WHERE posts <> (SELECT count(*) FROM posts WHERE hidden = 0) OR comments <> (SELECT count(*) FROM comments WHERE hidden = 0)`,
	} {
		var wrong int
		if err := s.conn.QueryRowContext(t.Context(), query).Scan(&wrong); err != nil {
			t.Fatal(err)
		}
		if wrong > 0 {
			t.Fatalf("%s: %d counters are wrong", what, wrong)
		}
	}
	checkHeat(t, s)
}

// voteOnce votes on one of the posts and comments, unless the voter has.
func voteOnce(ctx context.Context, tx *Tx, votes map[[2]string]bool, voter string, counted bool, posts []Post, comments []Comment, item int, value int64) error {
	var target, author string
	if item < len(posts) {
		target, author = posts[item].ID, posts[item].Author.ID
	} else {
		c := comments[item-len(posts)]
		target, author = c.ID, c.Author.ID
	}
	if votes[[2]string{voter, target}] {
		return nil
	}
	votes[[2]string{voter, target}] = true
	err := tx.SetVote(voter, target, Vote{Value: value, Counted: counted})
	if err == nil && counted {
		err = tx.AddKarma(author, value)
	}
	if err != nil || !counted {
		return err
	}
	up, down := max(value, 0), max(-value, 0)
	if item < len(posts) {
		p, err := tx.Post(ctx, target, "")
		if err != nil {
			return err
		}
		p.Upvotes, p.Downvotes = p.Upvotes+up, p.Downvotes+down
		p.Hot = Heat(p.Upvotes-p.Downvotes, p.Created)
		return tx.SetPostVotes(p)
	}
	c, err := tx.Comment(ctx, target)
	if err != nil {
		return err
	}
	c.Upvotes, c.Downvotes = c.Upvotes+up, c.Downvotes+down
	return tx.SetCommentVotes(c)
}

// checkHeat has every post as hot as its votes and its age say.
func checkHeat(t *testing.T, s *Store) {
	t.Helper()
	rows, err := s.conn.QueryContext(t.Context(), `SELECT score, created_at, hot FROM posts`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var score int64
		var created time.Time
		var hot float64
		if err := rows.Scan(&score, micros{&created}, &hot); err != nil {
			t.Fatal(err)
		}
		if want := Heat(score, created); math.Abs(hot-want) > 1e-9 {
			t.Fatalf("a post of score %d of %v is as hot as %v, want %v", score, created, hot, want)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
