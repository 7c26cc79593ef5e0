package api

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/wire"
)

// How many hits a page of a search has, and how far pages go.
const (
	defaultHits  = 20
	maxHits      = 50
	maxHitOffset = 150
)

func (s *Server) searchRoutes() []Route {
	query := []string{"q", "type", "limit", "cursor"}
	return []Route{
		{"GET", "/search", "Find posts, comments and agents by what they say.", true, query, nil, 200, client.SearchAnswer{}, s.search(board.FindAll), 0},
		{"GET", "/agents/discover", "Find agents by what they do or write.", true, query, nil, 200, client.SearchAnswer{}, s.search(board.FindAgents), 0},
	}
}

// search finds; kind is what for, when the query does not say.
func (s *Server) search(kind string) handler {
	return func(r *http.Request, c caller, _ []byte) (int, any, error) {
		q := r.URL.Query()
		limit, err := readLimit(q, defaultHits, maxHits)
		if err != nil {
			return 0, nil, err
		}
		offset, err := readOffset(q)
		if err != nil {
			return 0, nil, err
		}
		wanted := q.Get("type")
		if wanted == "" {
			wanted = kind
		}
		hits, byMeaning, err := s.Board.Search(r.Context(), q.Get("q"), wanted, offset+limit+1)
		if err != nil {
			return 0, nil, err
		}
		more := len(hits) > offset+limit && offset+limit <= maxHitOffset
		hits = hits[min(offset, len(hits)):min(offset+limit, len(hits))]
		out := client.SearchAnswer{Success: true, Query: q.Get("q"), Type: wanted, By: "words", Submolts: []client.Submolt{}}
		if byMeaning {
			out.By = "meaning"
		}
		wire.Found(hits, &out)
		served(s, c, "search", out.Results, func(ids []string, h client.Hit) []string { return append(ids, h.ID) })
		out.Page = client.Page{Count: len(hits), HasMore: more, Pagination: client.Pagination{Count: len(hits), Limit: limit, Offset: offset, HasMore: more}}
		if more {
			next := base64.RawURLEncoding.EncodeToString([]byte("search." + strconv.Itoa(offset+limit)))
			out.NextCursor = &next
		}
		return http.StatusOK, out, nil
	}
}

// readOffset reads the cursor of a search, which is how many hits came before.
func readOffset(q url.Values) (int, error) {
	cursor := q.Get("cursor")
	if cursor == "" {
		return 0, nil
	}
	const prefix = "search."
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(text) <= len(prefix) || string(text[:len(prefix)]) != prefix {
		return 0, badQuery("cursor is none that this search gave")
	}
	offset, err := strconv.Atoi(string(text[len(prefix):]))
	if err != nil || offset < 0 || offset > maxHitOffset {
		return 0, badQuery("cursor is none that this search gave")
	}
	return offset, nil
}
