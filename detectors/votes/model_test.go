package votes

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/moment"
)

var start = time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)

// drawBallots makes up ballots of a few agents, half of whom vote again, down, for themselves or for nobody known.
func drawBallots(r *rand.Rand, n int) (all []ballot) {
	seen := start
	for i := range n {
		seen = seen.Add(time.Duration(r.IntN(20)) * time.Second)
		b := ballot{seen: seen, id: fmt.Sprint("id-", i), what: uint8(1 + r.IntN(4)), agent: fmt.Sprint("agent-", r.IntN(8))}
		switch b.what {
		case voted:
			author := r.IntN(8)
			b.target, b.value = fmt.Sprintf("item-%d-%d", author, r.IntN(4)), int64(1-2*(r.IntN(4)/3))
			if author > 0 {
				b.author = fmt.Sprint("agent-", author)
			}
		case observed:
			post := r.IntN(40)
			b.target, b.under, b.value, b.onComment = fmt.Sprint("post-", post), fmt.Sprint("post-", post), int64(r.IntN(30)), r.IntN(2) == 0
			if b.onComment {
				b.target, b.value = fmt.Sprint("comment-", post), int64(10+r.IntN(30))
			}
		}
		all = append(all, b)
	}
	return all
}

// What is counted of votes is what the ballots say that were seen since the window's start and before the look.
func TestCountsFollowFromTheBallotsOfTheWindow(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		ballots := drawBallots(r, 400)
		from, until := ballots[r.IntN(100)].seen, ballots[200+r.IntN(200)].seen
		p := newPolls()
		for _, b := range ballots {
			p.Take(b)
		}
		p.StartAt(from)
		p.fold(moment.Of(until))
		given, once, cast := map[string]int{}, map[string]bool{}, 0
		posts, comments := map[string]int64{}, map[string]map[string]bool{}
		for _, b := range ballots {
			if b.seen.Before(from) {
				continue
			}
			switch {
			case b.what == voted && !once[b.agent+b.target]:
				once[b.agent+b.target] = true
				if b.seen.Before(until) && b.value > 0 && b.author != "" && b.author != b.agent {
					given[b.agent+" "+b.author]++
					cast++
				}
			case b.what == observed && !b.onComment:
				posts[b.target] = b.value
			case b.what == observed && b.value > posts[b.under]:
				if comments[b.agent] == nil {
					comments[b.agent] = map[string]bool{}
				}
				comments[b.agent][b.target] = true
			}
		}
		got := map[string]int{}
		for at := range int32(p.exchanges.given.pairs.Len()) {
			x := p.exchanges.given.pairs.At(at)
			got[p.agents.Name(x.from)+" "+p.agents.Name(x.to)] = int(p.exchanges.given.of(x.from, x.to))
			p.exchanges.by[x.from] -= x.votes
			p.exchanges.of[x.to] -= x.votes
		}
		if !maps.Equal(got, given) || p.exchanges.cast != cast {
			t.Fatalf("seed %d: %d votes %v, want %d %v", seed, p.exchanges.cast, got, cast, given)
		}
		for _, sums := range [][]int32{p.exchanges.by, p.exchanges.of} {
			for who, left := range sums {
				if left != 0 {
					t.Errorf("seed %d: agent %d has %d votes too many", seed, who, left)
				}
			}
		}
		for post, value := range posts {
			if number, known := p.items.Find(post); !known || p.posts[number] != value {
				t.Errorf("seed %d: %s is held at %d, want %d", seed, post, p.posts[number], value)
			}
		}
		for _, a := range p.authors {
			if want := comments[p.agents.Name(a.who)]; len(a.comments) != len(want) {
				t.Errorf("seed %d: %d comments of an author, want %d", seed, len(a.comments), len(want))
			}
			for _, c := range a.comments {
				if p.items.Name(c.under) != "post-"+p.items.Name(c.id)[len("comment-"):] {
					t.Errorf("seed %d: %s is under %s", seed, p.items.Name(c.id), p.items.Name(c.under))
				}
			}
		}
	}
}

// A newcomer is hollow until it writes; who is no newcomer is never, and what it writes is not kept.
func TestOnlyNewcomersAreHollow(t *testing.T) {
	p := newPolls()
	take := func(what uint8, agent string) bool {
		start := start.Add(time.Duration(p.rows.Len()) * time.Second)
		p.Take(ballot{seen: start, id: "x", what: what, agent: agent, target: "t", value: 1})
		number, _ := p.agents.Find(agent)
		return p.voters[number].isHollow()
	}
	if take(wrote, "old") || p.rows.Len() != 0 {
		t.Error("an account that wrote before anything else is hollow, or was kept")
	}
	if !take(registered, "old") {
		t.Error("an account that registered after it wrote is not hollow")
	}
	if !take(registered, "new") || !take(voted, "new") || take(wrote, "new") || take(wrote, "new") {
		t.Error("a newcomer is hollow after it wrote, or is not before")
	}
	if p.rows.Len() != 4 {
		t.Errorf("%d rows are kept: want two registrations, a vote and the first text", p.rows.Len())
	}
}

func TestWhatIsAnExchange(t *testing.T) {
	for _, c := range []struct {
		name string
		g    exchange
		cast int
		want bool
	}{
		{"nine in ten from inside", exchange{inside: 90, received: 100, given: 300, chance: 1e-9}, 10_000, true},
		{"not three in four", exchange{inside: 74, received: 100, given: 300, chance: 1e-9}, 10_000, false},
		{"they cast most votes there are", exchange{inside: 90, received: 100, given: 8000, chance: 1e-9}, 10_000, false},
		{"so few that it may be chance", exchange{inside: 9, received: 10, given: 30, chance: 1e-5}, 10_000, false},
	} {
		if got := c.g.holds(c.cast); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}

func TestALookIsAskedForOnceMore(t *testing.T) {
	p := newPolls()
	p.Take(ballot{seen: start.Add(time.Minute), id: "v", what: voted, agent: "a", target: "t", author: "b", value: 1})
	next := start.Add(exchangeEvery)
	for _, at := range []time.Duration{2 * time.Minute, 5 * time.Minute, 2 * time.Minute} {
		if _, wake := p.exchanged(start.Add(at)); !wake.Equal(next) {
			t.Errorf("after %s the next look is at %s", at, wake)
		}
	}
	if _, wake := p.exchanged(next); !wake.IsZero() {
		t.Errorf("when all votes are counted there is another look at %s", wake)
	}
}

func TestATotalIsTheLastThatWasObserved(t *testing.T) {
	x := excess{}.cleared()
	for i, upvotes := range []int64{500, 1500, 3000, 1200, 10} {
		x.observe(7, upvotes, moment.Of(start)+moment.Moment(i))
	}
	if got := x.stood[7]; got.upvotes != 10 || got.seen != moment.Of(start)+1 || len(x.high) != 1 {
		t.Errorf("it is held at %d since %d, as %d items", got.upvotes, got.seen-moment.Of(start), len(x.high))
	}
}
