package votes

import (
	"context"
	"time"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// polls is the last day of votes. Races and totals are found at the row that completes them, so
// that they are a function of the rows and their order; exchanges are looked for at fixed times.
type polls struct {
	rows   column.List[row]
	seen   column.Moments     // when the rows were
	ids    column.Strings     // of the rows that are votes; "" of others
	totals column.List[total] // that the rows tell which are observations
	agents numbering.Names
	items  numbering.Names

	voters []voter         // by agent
	polled []item          // by item
	once   numbering.Index // rows: who voted on what, the first time
	open   int             // items that were voted on
	cast   int             // votes in all
	hollow int             // of them, by accounts that were hollow when they cast them
	races  []*race

	posts   map[int32]int64 // upvotes of posts, as observed last
	authors map[int32]*author
	lifted  []*author // whose comments stand too high too often, in the order in which they did

	exchanges exchanges
	excess    excess
}

// row is what is kept of a ballot, beside when it was seen: there are millions of them.
type row struct {
	agent, target int32 // none where the ballot has none
	of            int32 // whose the item is that was voted on, or none; of an observation, its place among the totals
	what          uint8
	up            bool // a vote for the item
	again         bool // the agent had voted on it before
}

// total is what was observed of an item.
type total struct {
	upvotes   int64
	under     int32 // the post that it is under; none
	onComment bool
}

const none = -1

// voter is what is known of an account.
type voter struct {
	fresh bool  // it registered within the window
	spoke bool  // and wrote something since
	items int32 // that it voted on
}

// item is what was voted on.
type item struct {
	recent []vote // those of the last raceSpan
	cast   int32
	hollow int32
	race   *race // nil: none so far
}

type vote struct {
	seen  moment.Moment
	agent int32
}

func newPolls() *polls {
	p := &polls{}
	p.clear()
	return p
}

func (p *polls) clear() {
	*p = polls{
		agents: p.agents, items: p.items, posts: map[int32]int64{}, authors: map[int32]*author{},
		excess: p.excess.cleared(),
	}
}

// StartAt implements windowed.Watcher.
func (p *polls) StartAt(t time.Time) {
	rows, seen, ids, totals := p.rows, p.seen, p.ids, p.totals
	first := seen.Since(moment.Of(t))
	p.clear()
	agents, items := p.agents.Renumber(), p.items.Renumber()
	again := func(names *numbering.Renumbering, number *int32) {
		if *number != none {
			*number = names.Number(*number)
		}
	}
	for at := first; int(at) < rows.Len(); at++ {
		rows.Forget(at)
		seen.Forget(at)
		ids.Forget(at)
		r := *rows.At(at)
		again(agents, &r.agent)
		again(items, &r.target)
		switch r.what {
		case voted:
			again(agents, &r.of)
		case observed:
			totals.Forget(r.of)
			total := *totals.At(r.of)
			again(items, &total.under)
			r.of = p.totals.Add(total)
		}
		p.add(r, seen.At(at), ids.At(at))
	}
}

// Take implements windowed.Watcher.
func (p *polls) Take(b ballot) {
	r := row{agent: p.agents.Number(b.agent), target: none, of: none, what: b.what}
	id := ""
	switch b.what {
	case voted:
		id, r.target, r.up = b.id, p.items.Number(b.target), b.value > 0
		if b.author != "" {
			r.of = p.agents.Number(b.author)
		}
	case observed:
		r.target = p.items.Number(b.target)
		total := total{upvotes: b.value, under: none, onComment: b.onComment}
		if b.onComment {
			total.under = p.items.Number(b.under)
		}
		r.of = p.totals.Add(total)
	}
	p.add(r, moment.Of(b.seen), id)
}

func (p *polls) add(r row, seen moment.Moment, id string) {
	p.grow()
	v := &p.voters[r.agent]
	if r.what == wrote && (!v.fresh || v.spoke) {
		return // it is no newcomer, or was heard before
	}
	at := p.rows.Add(r)
	p.seen.Add(seen)
	p.ids.Add(id)
	switch r.what {
	case observed:
		p.observe(r, seen)
	case registered:
		v.fresh = true
	case wrote:
		v.spoke = true
	case voted:
		p.rows.At(at).again = !p.vote(at)
	}
}

// grow makes room for agents and items that were numbered since.
func (p *polls) grow() {
	for len(p.voters) < p.agents.Len() {
		p.voters = append(p.voters, voter{})
	}
	for len(p.polled) < p.items.Len() {
		p.polled = append(p.polled, item{})
	}
}

// Tick implements windowed.Watcher.
func (p *polls) Tick(ctx context.Context, w *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	for _, r := range p.races {
		seen.Findings = append(seen.Findings, p.raceFinding(r))
	}
	for _, a := range p.lifted {
		if f, above := p.lift(a); above {
			seen.Findings = append(seen.Findings, f)
		}
	}
	found, wake := p.exchanged(t)
	seen.Findings, seen.Wake = append(seen.Findings, found...), wake
	f, above, err := p.exceeding(ctx, w, t)
	if above {
		seen.Findings = append(seen.Findings, f)
	}
	return seen, err
}
