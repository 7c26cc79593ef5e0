package forum_test

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// fill writes posts straight into a store: through the API it would take minutes.
func fill(b *testing.B, h home, posts int) {
	b.Helper()
	s := h.open(b)
	const agents, group = 1000, 2000
	at := time.Now().Add(-24 * time.Hour).UTC()
	err := s.Update(b.Context(), func(tx *store.Tx) error {
		for i := range agents {
			if err := tx.AddAgent(store.NewAgent{ID: fmt.Sprint("a", i), Name: fmt.Sprint("agent-", i), Created: at}); err != nil {
				return err
			}
		}
		return tx.AddSubmolt(store.Submolt{ID: "s", Name: "full", Created: at})
	})
	for n := 0; n < posts && err == nil; n += group {
		err = s.Update(b.Context(), func(tx *store.Tx) error {
			for i := n; i < min(n+group, posts); i++ {
				at = at.Add(time.Millisecond)
				p := store.Post{ID: fmt.Sprint("p", i), SubmoltID: "s", Type: "text", Title: "a title", Content: "some hundred words of thought, or rather fewer", Created: at, Hot: float64(at.Unix()) / 45000}
				p.Author.ID = fmt.Sprint("a", i%agents)
				if err := tx.AddPost(p); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// A page must cost the same however many posts there are.
func BenchmarkFeedPage(b *testing.B) {
	for _, posts := range []int{1_000, 200_000} {
		b.Run(fmt.Sprint(posts, "posts"), func(b *testing.B) {
			h := newHome(b)
			fill(b, h, posts)
			p := startAt(b, h)
			hc := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
			for _, query := range []string{"/posts?sort=hot", "/posts?sort=new", "/submolts/full/feed?sort=top"} {
				b.Run(query, func(b *testing.B) {
					b.SetParallelism(32)
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							res, err := hc.Get(p.url + "/api/v1" + query)
							if err != nil {
								b.Error(err)
								return
							}
							_, _ = io.Copy(io.Discard, res.Body)
							_ = res.Body.Close()
						}
					})
				})
			}
		})
	}
}

func BenchmarkComment(b *testing.B) {
	p := start(b)
	ann := p.join("ann")
	post := p.post(ann, "stage")
	hc := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	c := client.New(p.url, hc, client.Caller{Key: ann.key})
	var done atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.CreateComment(b.Context(), post.ID, client.NewComment{Content: fmt.Sprint("thought ", done.Add(1))}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkBanTenThousand(b *testing.B) {
	p := start(b)
	ids := p.ring(client.MaxListed)
	for b.Loop() {
		key := fmt.Sprint(b.Elapsed())
		if _, err := p.staff.Sanction(b.Context(), key, client.SanctionRequest{Kind: client.Ban, Agents: ids, Reason: "one ring"}); err != nil {
			b.Fatal(err)
		}
		if _, err := p.staff.Lift(b.Context(), key+"-", client.LiftRequest{Agents: ids, Reason: "measured"}); err != nil {
			b.Fatal(err)
		}
	}
}
