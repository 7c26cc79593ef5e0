package api

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/guide"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/forum/page"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// A page that is put together of pieces says what one that is encoded whole does, to each field.
func TestAPageOfPiecesIsThePage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := func(what string) string { return rapid.String().Draw(rt, what) }
		count := func(what string) int64 { return rapid.Int64().Draw(rt, what) }
		when := func(what string) (at time.Time) {
			if n := rapid.Int64Range(0, 4e15).Draw(rt, what); n > 0 {
				at = time.UnixMicro(n).UTC()
			}
			return at
		}
		whole := client.PostPage{Success: true, FeedType: text("feed"), Posts: []client.Post{}}
		made, err := makePage(func() (shownPage, error) {
			p := shownPage{PostPage: whole}
			for range rapid.IntRange(0, 3).Draw(rt, "posts") {
				of := store.Post{
					ID: text("id"), Type: text("type"), Title: text("title"), URL: text("url"), Content: text("content"), Upvotes: count("up"), Downvotes: count("down"),
					Score: count("score"), Comments: count("comments"), Hot: float64(count("hot")), Created: when("created"), Updated: when("updated"),
					SubmoltID: text("submolt id"), Submolt: text("submolt"), SubmoltTitle: text("submolt title"), Followed: rapid.Bool().Draw(rt, "followed"), Pinned: when("pinned"),
					Author: store.Author{
						ID: text("author"), Name: text("name"), Description: text("description"), Karma: count("karma"), Followers: count("followers"), Following: count("following"),
						Claimed: when("claimed"), LastActive: when("active"), Created: when("since"), Avatar: text("avatar"), Stopped: rapid.Bool().Draw(rt, "stopped"),
					},
				}
				shown, err := wholePost(of)
				if err != nil {
					return p, err
				}
				p.posts, whole.Posts = append(p.posts, shown), append(whole.Posts, wire.Post(of))
			}
			return p, nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		whole.Data = whole.Posts
		want, err := json.Marshal(whole)
		if err != nil {
			rt.Fatal(err)
		}
		var got, wanted any
		if err := json.Unmarshal(made.body, &got); err != nil {
			rt.Fatalf("%v in %s", err, made.body)
		}
		if err := json.Unmarshal(want, &wanted); err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(got, wanted) {
			rt.Fatalf("got\n%s\nwant\n%s", made.body, want)
		}
		for i, id := range made.ids {
			if id != whole.Posts[i].ID {
				rt.Fatalf("post %d is noted as %q", i, id)
			}
		}
	})
}

// server gives one over a store of its own.
func server(t *testing.T) (*Server, http.Handler) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "forum.db"), Forum: "moltbook", Producer: "forum-1"})
	must(err)
	t.Cleanup(func() { _ = s.Close() })
	secret, err := identity.NewSecret(bytes.Repeat([]byte("k"), 32))
	must(err)
	b, err := board.New(t.Context(), board.Config{Store: s, Secret: secret, Clock: time.Now})
	must(err)
	told, err := guide.New(guide.Facts{Forum: "moltbook"}, secret.GuideSeed())
	must(err)
	pages, err := page.New()
	must(err)
	api := &Server{Board: b, Store: s, Secret: secret, Clock: time.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Guide: told, Page: pages, Windows: limits.NewWindows(limits.Preset{})}
	return api, api.Handler()
}

// What is erased is in no cache when its author is told so, nor is what was being read meanwhile put there.
func TestWhatIsErasedIsInNoCache(t *testing.T) {
	s, handler := server(t)
	at := time.Now()
	update := func(do func(*store.Tx) error) {
		t.Helper()
		if err := s.Store.Update(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	general, err := s.Store.Submolt(t.Context(), board.General)
	if err != nil {
		t.Fatal(err)
	}
	update(func(tx *store.Tx) error {
		if err := tx.AddAgent(store.NewAgent{ID: "a", Name: "ann", Created: at}); err != nil {
			return err
		}
		return tx.AddPost(store.Post{ID: "p", Author: store.Author{ID: "a"}, SubmoltID: general.ID, Content: "regretted", Created: at})
	})
	read := func() string {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/posts?sort=new", nil))
		return w.Body.String()
	}
	key := pageKey{"/posts", "sort=new", ""}
	kept := func() (where []string) {
		if p, ok := s.recent.pages.Get(key, 0); ok && strings.Contains(string(p.body), "regretted") {
			where = append(where, "pages")
		}
		if p, ok := s.recent.posts.Get(1, 0); ok && strings.Contains(string(p.fields), "regretted") {
			where = append(where, "posts")
		}
		return where
	}
	if body := read(); strings.Count(body, "regretted") != 2 || !slices.Equal(kept(), []string{"pages", "posts"}) {
		t.Fatalf("%v kept of %s", kept(), body)
	}
	before, _ := s.Store.Generation()
	late, _ := s.recent.pages.Get(key, before)
	update(func(tx *store.Tx) error { return tx.ErasePost("p", "a") })
	s.recent.pages.Put(key, before, late, len(late.body))
	s.recent.posts.Put(1, before, postPiece{id: "p", fields: []byte("regretted")}, 9)
	if where := kept(); len(where) > 0 {
		t.Errorf("what was erased is kept among %v", where)
	}
	if body := read(); strings.Contains(body, "regretted") || strings.Count(body, store.ErasedTitle) != 2 {
		t.Errorf("got %s", body)
	}
}
