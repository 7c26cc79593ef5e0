package api

import (
	"net/http"
	"strconv"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/httpio"
	"github.com/moltwatch/moltwatch/forum/limits"
)

// takeQuota counts a request of an agent, or of a stranger's address, says in the answer's
// headers how that stands, and refuses one too many.
func (s *Server) takeQuota(w http.ResponseWriter, r *http.Request, c caller, check bool) error {
	kind := limits.Write
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		kind = limits.Read
	}
	return s.takeQuotaOf(kind, w, c, check)
}

func (s *Server) takeQuotaOf(kind int, w http.ResponseWriter, c caller, check bool) error {
	key := c.ID
	switch {
	case c.operator != nil:
		key = "operator:" + c.operator.ID
	case key == "":
		key = "addr:" + c.Origin.Addr
	}
	now := s.Clock()
	t := s.Windows.Take(key, kind, now)
	writeQuota(w.Header(), t)
	if t.Refused {
		return s.tooMany(c, t)
	}
	if !check {
		return nil
	}
	if t = s.Windows.Take(key, limits.Check, now); t.Refused {
		writeQuota(w.Header(), t)
		return s.tooMany(c, t)
	}
	return nil
}

// counted serves what is no route of the API: it counts as requests all the same, and its headers say so.
func (s *Server) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := s.identify(r) // a key that is none opens nothing here: its bearer is a stranger
		if err := s.takeQuota(w, r, c, false); err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// countedAlone serves pictures: a page has many, so they count by themselves, and leave a reader its requests.
func (s *Server) countedAlone(picture http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, _ := s.identify(r)
		if err := s.takeQuotaOf(limits.Picture, w, c, false); err != nil {
			httpio.Fail(w, r, s.Logger, err)
			return
		}
		picture(w, r)
	}
}

func writeQuota(h http.Header, t limits.Taken) {
	if !t.Limited {
		return
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(t.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(t.Remaining))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(t.Reset.Unix(), 10))
}

// tooMany refuses a request. An action tells of the first one in a window, and of no more.
func (s *Server) tooMany(c caller, t limits.Taken) error {
	if t.First {
		s.Board.RateLimited(c.Actor, "requests", t.Limit)
	}
	return board.TooFast("Rate limit exceeded", t.Limit, s.Clock(), t.Reset)
}
