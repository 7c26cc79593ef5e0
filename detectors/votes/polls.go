package votes

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// polls is the last day of votes. What is found is found at the row that completes it, so that
// it is a function of the rows and their order.
type polls struct {
	rows   []ballot
	voters map[string]*voter
	items  map[string]*item
	cast   int // votes in all
	hollow int // of them, by accounts that were hollow when they cast them
	races  []*race

	posts   map[string]int64 // upvotes of posts, as observed last
	authors map[string]*author
	lifted  []*author // whose comments stand too high too often, in the order in which they did
}

// voter is what is known of an account.
type voter struct {
	fresh bool // it registered within the window
	spoke bool // it wrote something
	items int  // that it voted on
}

// item is what was voted on.
type item struct {
	recent []vote // those of the last raceSpan
	by     map[string]bool
	cast   int
	hollow int
	race   *race // nil: none so far
}

type vote struct {
	seen  time.Time
	agent string
}

func newPolls() *polls {
	p := &polls{}
	p.clear()
	return p
}

func (p *polls) clear() {
	*p = polls{voters: map[string]*voter{}, items: map[string]*item{}, posts: map[string]int64{}, authors: map[string]*author{}}
}

// StartAt implements windowed.Watcher.
func (p *polls) StartAt(t time.Time) {
	rows := p.rows
	p.clear()
	for _, row := range rows {
		if !row.seen.Before(t) {
			p.Take(row)
		}
	}
}

// Take implements windowed.Watcher.
func (p *polls) Take(b ballot) {
	if v := p.voters[b.agent]; b.what == wrote && v != nil && v.spoke {
		return // as before
	}
	p.rows = append(p.rows, b)
	switch b.what {
	case observed:
		p.observe(b)
	case registered:
		p.voter(b.agent).fresh = true
	case wrote:
		p.voter(b.agent).spoke = true
	case voted:
		p.vote(b)
	}
}

func (p *polls) voter(agent string) *voter {
	v := p.voters[agent]
	if v == nil {
		v = &voter{}
		p.voters[agent] = v
	}
	return v
}

// Tick implements windowed.Watcher.
func (p *polls) Tick(context.Context, *warehouse.Warehouse, time.Time) (seen windowed.Seen, err error) {
	for _, r := range p.races {
		seen.Findings = append(seen.Findings, r.finding())
	}
	for _, a := range p.lifted {
		if f, above := p.lift(a); above {
			seen.Findings = append(seen.Findings, f)
		}
	}
	return seen, nil
}
