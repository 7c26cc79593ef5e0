package board

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/forum/store"
)

// Of what is found by meaning some may not be shown: so twice as many are asked for, four times as
// many again while too few may be, and at most mostAsked, since each is looked up in the store.
const (
	spare     = 2
	widerBy   = 4
	mostAsked = 2000
)

// search is one search under way.
type search struct {
	b      *Board
	viewer store.Agent
	limit  int
	until  time.Time       // what is newer may not be shown
	met    map[string]*Hit // what was looked up; nil may not be shown
	hits   []Hit
	given  map[string]bool // of the hits
}

func (b *Board) newSearch(viewer store.Agent, limit int, until time.Time) *search {
	return &search{b: b, viewer: viewer, limit: limit, until: until, met: map[string]*Hit{}, hits: []Hit{}, given: map[string]bool{}}
}

// byMeaning makes hits of what is nearest, of nothing where that cannot be done; the Finder's owner
// logged why. It asks for more until nothing that it was not given could be nearer.
func (s *search) byMeaning(ctx context.Context, words, kind string) error {
	if s.b.Finder == nil {
		return nil
	}
	all := kind == FindAll
	nearest, err := s.b.Finder.Find(ctx, words, Sought{all || kind == FindPosts, all || kind == FindComments, all || kind == FindAgents})
	if err != nil {
		return nil //nolint:nilerr // it goes by words
	}
	for asked := s.limit * spare; ; asked = min(asked*widerBy, mostAsked) {
		near, err := nearest(ctx, asked)
		if err != nil {
			return nil //nolint:nilerr // what was found before stands, and words fill it up
		}
		slices.SortStableFunc(near, func(a, b Near) int { return cmp.Compare(b.Similarity, a.Similarity) })
		s.hits = s.hits[:0]
		clear(s.given)
		if err := s.add(ctx, near, false); err != nil {
			return err
		}
		left := nearestLeft(near, asked)
		if asked >= mostAsked || left <= 0 || s.full() && s.hits[s.limit-1].Similarity >= left {
			return nil
		}
	}
}

func (s *search) full() bool { return len(s.hits) >= s.limit }

// nearestLeft gives how near something may be at most that was not among what was found, the nearest
// first: texts or agents of which as many were found as were asked for. 0 is nothing.
func nearestLeft(near []Near, asked int) (left float64) {
	texts, agents := 0, 0
	for _, n := range near {
		of := &texts
		if n.Kind == kindAgent {
			of = &agents
		}
		if *of++; *of == asked {
			left = max(left, n.Similarity)
		}
	}
	return left
}

// add adds to the hits, up to the limit, what was found and may be shown: each once. Behind those
// found by meaning it has no similarity: how near what was found by words is nobody knows.
func (s *search) add(ctx context.Context, near []Near, behind bool) error {
	for _, n := range near {
		if s.full() || n.Similarity <= 0 {
			return nil
		}
		key := n.Kind + n.ID
		if s.given[key] {
			continue
		}
		hit, err := s.inSight(ctx, n)
		if err != nil {
			return err
		}
		if hit == nil {
			continue
		}
		found := *hit
		if found.Similarity = n.Similarity; behind {
			found.Similarity = 0
		}
		s.given[key] = true
		s.hits = append(s.hits, found)
	}
	return nil
}

// inSight looks a thing up, once in a search; nil may not be shown.
func (s *search) inSight(ctx context.Context, n Near) (*Hit, error) {
	key := n.Kind + n.ID
	if hit, known := s.met[key]; known {
		return hit, nil
	}
	hit, err := s.b.inSight(ctx, s.viewer, n)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && hit.Created().After(s.until):
		s.met[key] = nil
	case err != nil:
		return nil, err
	default:
		s.met[key] = &hit
	}
	return s.met[key], nil
}
