package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

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
		offset, until, err := readOffset(q)
		if err != nil {
			return 0, nil, err
		}
		wanted := q.Get("type")
		if wanted == "" {
			wanted = kind
		}
		hits, byMeaning, err := s.Board.Search(r.Context(), c.Agent, q.Get("q"), wanted, until, offset+limit+1)
		if err != nil {
			return 0, nil, err
		}
		if until.IsZero() { // what arrives from now on shifts no later page
			until = s.Clock()
			for _, h := range hits {
				if h.Created().After(until) {
					until = h.Created()
				}
			}
		}
		more := len(hits) > offset+limit && offset+limit <= maxHitOffset
		hits = hits[min(offset, len(hits)):min(offset+limit, len(hits))]
		out := client.SearchAnswer{Success: true, Query: q.Get("q"), Type: wanted, By: "words", Submolts: []client.Submolt{}}
		if byMeaning {
			out.By = "meaning"
		}
		wire.Found(hits, &out)
		if wanted == board.FindAll && offset == 0 {
			if err := s.foundSubmolts(r, c, limit, &out); err != nil {
				return 0, nil, err
			}
		}
		served(s, c, "search", out.Results, func(ids []string, h client.Hit) []string { return append(ids, h.ID) })
		out.Page = client.Page{Count: len(hits), HasMore: more, Pagination: client.Pagination{Count: len(hits), Limit: limit, Offset: offset, HasMore: more}}
		if more {
			next := writeOffset(offset+limit, until)
			out.NextCursor = &next
		}
		return http.StatusOK, out, nil
	}
}

// foundSubmolts adds the submolts that hold what is searched for, which stand on the first page alone.
func (s *Server) foundSubmolts(r *http.Request, c caller, limit int, out *client.SearchAnswer) error {
	found, err := s.Board.FindSubmolts(r.Context(), out.Query, limit)
	if err != nil {
		return err
	}
	for _, m := range found {
		shown, err := s.submoltAs(r, m, c)
		if err != nil {
			return err
		}
		out.Submolts = append(out.Submolts, shown)
	}
	return nil
}

const cursorOfSearch = "search."

// writeOffset makes the cursor of a search: how many hits came before, and since when nothing new is one.
func writeOffset(offset int, until time.Time) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s%d.%d", cursorOfSearch, offset, until.UnixMicro()))
}

// readOffset reads the cursor of a search.
func readOffset(q url.Values) (offset int, until time.Time, err error) {
	cursor := q.Get("cursor")
	if cursor == "" {
		return 0, until, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	rest, isOne := strings.CutPrefix(string(text), cursorOfSearch)
	before, since, _ := strings.Cut(rest, ".")
	offset, offsetErr := strconv.Atoi(before)
	micros, sinceErr := strconv.ParseInt(since, 10, 64)
	if err != nil || !isOne || offsetErr != nil || sinceErr != nil || offset < 0 || offset > maxHitOffset || micros <= 0 {
		return 0, until, badQuery("cursor is none that this search gave")
	}
	return offset, time.UnixMicro(micros), nil
}
