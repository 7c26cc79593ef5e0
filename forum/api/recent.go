package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"

	"golang.org/x/sync/singleflight"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/cache"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/store"
	"github.com/moltwatch/moltwatch/internal/event"
)

// What is kept of what was computed lately. Pages are bounded in bytes, the rest in entries.
const (
	maxPageBytes = 64 << 20
	maxKeys      = 100_000
	maxOrigins   = 20_000
)

// recent keeps pages for as long as the store has not changed, so that whoever reads what others read
// costs no query; keys for as long as no account has, but by its counts. Origins never change.
type recent struct {
	pages   *cache.Cache[pageKey, encodedPage]
	keys    *cache.Cache[string, store.Keyed] // by the key's hash
	origins *cache.Cache[originKey, event.Origin]
	reading *singleflight.Group // of pages, so that one of those who miss a page makes it
	pieces
}

func newRecent() recent {
	return recent{
		pages:   cache.New[pageKey, encodedPage](maxPageBytes),
		keys:    cache.New[string, store.Keyed](maxKeys),
		origins: cache.New[originKey, event.Origin](maxOrigins),
		reading: &singleflight.Group{},
		pieces:  newPieces(),
	}
}

// forget drops what may hold a text that was erased.
func (r *recent) forget(generation uint64) {
	r.pages.Forget(generation)
	r.pieces.forget(generation)
}

// pageKey is all that a page depends on besides the store's content.
type pageKey struct{ path, query, viewer string }

type originKey struct {
	addr                 netip.Addr
	client, owner, keyID string
}

// page gives the encoded page that a request asks for, for the eyes of a viewer: the one that
// another caller was given, if that would be the same, or else what read makes.
func (s *Server) page(r *http.Request, c caller, viewer string, read func() (shownPage, error)) (any, error) {
	p, err := s.recentPage(r, viewer, read)
	if err != nil {
		return nil, err
	}
	served(s, c, "posts", p.ids, func(ids []string, id string) []string { return append(ids, id) })
	return p.body, nil
}

func (s *Server) recentPage(r *http.Request, viewer string, read func() (shownPage, error)) (encodedPage, error) {
	generation, known := s.Store.Generation()
	key := pageKey{r.URL.Path, r.URL.RawQuery, viewer}
	if known {
		if p, ok := s.recent.pages.Get(key, generation); ok {
			return p, nil
		}
	}
	if !known {
		return makePage(read)
	}
	// The path holds no space, and what the others hold is between the first and the last.
	made, err, shared := s.recent.reading.Do(fmt.Sprint(generation, " ", key.path, " ", key.query, " ", key.viewer), func() (any, error) {
		p, err := makePage(read)
		if err == nil {
			s.recent.pages.Put(key, generation, p, len(p.body)+64*len(p.ids)+len(key.query)+256)
		}
		return p, err
	})
	if shared && errors.Is(err, context.Canceled) && r.Context().Err() == nil {
		return makePage(read) // the one that made it for all has gone away
	}
	return made.(encodedPage), err
}

// shownPage is a page of posts and what is on it: its own lists are empty.
type shownPage struct {
	client.PostPage
	posts []shownPost
}

// encodedPage is a page as it is sent, and what is on it.
type encodedPage struct {
	body httpio.Encoded
	ids  []string
}

func makePage(read func() (shownPage, error)) (encodedPage, error) {
	page, err := read()
	if err != nil {
		return encodedPage{}, err
	}
	rest, err := json.Marshal(pageWithoutPosts{PostPage: page.PostPage})
	if err != nil {
		return encodedPage{}, err
	}
	size := 0
	ids := make([]string, len(page.posts))
	for i := range page.posts {
		ids[i] = page.posts[i].id
		size += page.posts[i].size() + 1
	}
	const first, second = `{"posts":`, `,"data":`
	body := append(make([]byte, 0, 2*size+len(rest)+32), first+"["...)
	for i := range page.posts {
		if i > 0 {
			body = append(body, ',')
		}
		body = page.posts[i].append(body)
	}
	body = append(body, ']')
	body = append(append(body, second...), body[len(first):]...)
	body = append(append(body, ','), rest[1:]...)
	return encodedPage{body: append(body, '\n'), ids: ids}, nil
}

// viewerOf names whose eyes a page of posts is for: "" are those who see what strangers see.
func viewerOf(c caller) string {
	if c.Following == 0 && board.SeesAsAStranger(c.Agent) {
		return ""
	}
	return c.ID
}

// agentByKey finds the agent of a key by its hash; its counts may be those of a while ago.
func (s *Server) agentByKey(r *http.Request, hash []byte) (store.Keyed, error) {
	generation, known := s.Store.AccountsGeneration()
	if known {
		if k, ok := s.recent.keys.Get(string(hash), generation); ok {
			return k, nil
		}
	}
	k, err := s.Store.AgentByKey(r.Context(), hash)
	if err == nil && known {
		s.recent.keys.Put(string(hash), generation, k, 1)
	}
	return k, err
}

// origin gives where a call came from.
func (s *Server) origin(r *http.Request, owner, keyID string) event.Origin {
	key := originKey{identity.RemoteAddr(r, s.Trusted), r.UserAgent(), owner, keyID}
	if o, ok := s.recent.origins.Get(key, 0); ok {
		return o
	}
	o := s.Secret.Origin(key.addr, key.client, owner, keyID)
	if len(key.client) < 512 {
		s.recent.origins.Put(key, 0, o, 1)
	}
	return o
}

// pageWithoutPosts is all of a page but its posts, which are encoded once for both of the dialects'
// names: its own fields are never set, and stand before those of the page.
type pageWithoutPosts struct {
	client.PostPage
	Posts *struct{} `json:"posts,omitempty"`
	Data  *struct{} `json:"data,omitempty"`
}
