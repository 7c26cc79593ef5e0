package store

import (
	"fmt"
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
		follows := map[[2]string]bool{}
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
				switch kind := rapid.IntRange(0, 5).Draw(rt, "kind"); {
				case kind == 0 || len(posts) == 0:
					p := Post{ID: id("p", step), Author: author, SubmoltID: "s", Created: at, Hidden: hidden}
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
						return tx.AddFollow(pair[0], pair[1], rapid.Bool().Draw(rt, "counted"), at)
					}
					return tx.DropFollow(pair[0], pair[1])
				default:
					return tx.HideAgent(author.ID, rapid.Bool().Draw(rt, "hide"))
				}
			})
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
	// Once, at the end: each run has agents and content of its own.
	for what, query := range map[string]string{
		"agents' posts":    `SELECT count(*) FROM agents a WHERE posts_count <> (SELECT count(*) FROM posts WHERE agent_id = a.id AND hidden = 0)`,
		"agents' comments": `SELECT count(*) FROM agents a WHERE comments_count <> (SELECT count(*) FROM comments WHERE agent_id = a.id AND hidden = 0)`,
		"followers":        `SELECT count(*) FROM agents a WHERE follower_count <> (SELECT count(*) FROM follows WHERE followee_id = a.id AND counted)`,
		"followed":         `SELECT count(*) FROM agents a WHERE following_count <> (SELECT count(*) FROM follows WHERE follower_id = a.id)`,
		"posts' comments":  `SELECT count(*) FROM posts p WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = p.id AND hidden = 0)`,
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
}
