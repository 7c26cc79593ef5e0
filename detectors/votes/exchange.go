package votes

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Parameters of exchanges. The README reasons them.
const (
	exchangeEvery  = 10 * time.Minute // of event time, between two looks
	leastExchange  = 5                // accounts
	outsidersShare = 0.25             // of what outsiders would give them, were votes cast blindly, is the most
	exchangeChance = 1e-6
	exchangeSure   = 0.9 // friends whom nobody else reads look the same
)

// exchanges is who votes for whom. It is what the rows say that were seen before the last look, so that
// what is found does not depend on when it is asked for.
type exchanges struct {
	looked time.Time
	folded int     // rows
	given  gifts   // votes for different items of the one by the other
	cast   int     // votes in all
	by, of []int32 // votes of an agent, and for it
	found  []episode.Finding
}

// exchanged gives the exchanges as of the last look, and when to look again if there are votes since.
func (p *polls) exchanged(t time.Time) (found []episode.Finding, wake time.Time) {
	x := &p.exchanges
	if at := t.Truncate(exchangeEvery); !at.Equal(x.looked) {
		p.fold(moment.Of(at))
		x.looked, x.found = at, nil
		groups := p.mutual()
		p.show(groups)
		for _, g := range groups {
			x.found = append(x.found, p.exchangeFinding(g, len(groups)))
		}
	}
	if x.folded < p.rows.Len() {
		wake = x.looked.Add(exchangeEvery)
	}
	return x.found, wake
}

// fold counts the rows seen before a time.
func (p *polls) fold(until moment.Moment) {
	x := &p.exchanges
	for len(x.by) < p.agents.Len() {
		x.by, x.of = append(x.by, 0), append(x.of, 0)
	}
	for ; x.folded < p.rows.Len(); x.folded++ {
		if p.seen.At(int32(x.folded)) >= until {
			return
		}
		r := p.rows.At(int32(x.folded))
		if r.lifts() {
			x.given.add(r.agent, r.of)
			x.by[r.agent]++
			x.of[r.of]++
			x.cast++
		}
	}
}

// lifts reports whether a row is a vote for what another agent wrote.
func (r *row) lifts() bool {
	return r.what == voted && r.up && !r.again && r.of != none && r.of != r.agent
}

// exchange is a group that votes for each other, and for which hardly anybody else votes.
type exchange struct {
	members  []int32 // rising
	inside   int     // votes of members for members
	received int     // votes for members
	given    int     // votes of members
	chance   float64 // that so many come from inside, were votes cast blindly

	shown []int32 // rows: the first vote of members for each item of a member, in order
}

// mutual gives the groups. Two agents who voted for each other are linked; a group is where each is
// linked to half of the others at least (a quasi-clique: Abello, Resende, Sudarsky, "Massive
// quasi-clique detection", LATIN 2002, section 2), whatever else its members do.
func (p *polls) mutual() (groups []exchange) {
	var links [][2]int32
	given := &p.exchanges.given
	for at := range int32(given.pairs.Len()) {
		if x := given.pairs.At(at); x.from < x.to && given.of(x.to, x.from) > 0 {
			links = append(links, [2]int32{x.from, x.to})
		}
	}
	slices.SortFunc(links, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, members := range newCircle(links).dense(leastExchange, func(members []int32) bool { return p.judge(members).holds(p.exchanges.cast) }) {
		groups = append(groups, p.judge(members))
	}
	return groups
}

// judge counts the votes of a group.
func (p *polls) judge(members []int32) exchange {
	g := exchange{members: members}
	for _, a := range members {
		g.received += int(p.exchanges.of[a])
		g.given += int(p.exchanges.by[a])
		for _, b := range members {
			g.inside += int(p.exchanges.given.of(a, b))
		}
	}
	g.chance = chance.BinomialTail(g.inside, g.received, float64(g.given)/float64(p.exchanges.cast))
	return g
}

// holds reports whether a group gets its votes from itself, where others could have given theirs.
func (g exchange) holds(cast int) bool {
	outside := float64(g.received-g.inside) / float64(g.received)
	blind := 1 - float64(g.given)/float64(cast)
	return outside <= outsidersShare*blind && g.chance <= exchangeChance
}

// show looks up the votes of groups.
func (p *polls) show(groups []exchange) {
	group := map[int32]int{} // by member
	for i, g := range groups {
		for _, m := range g.members {
			group[m] = i
		}
	}
	shown := map[int32]bool{} // items
	for at := range int32(p.exchanges.folded) {
		r := p.rows.At(at)
		if !r.lifts() || shown[r.target] {
			continue
		}
		from, in := group[r.agent]
		if to, also := group[r.of]; in && also && from == to {
			shown[r.target] = true
			groups[from].shown = append(groups[from].shown, at)
		}
	}
}

// exchangeFinding says what is known of a group, of so many that were found.
func (p *polls) exchangeFinding(g exchange, groups int) episode.Finding {
	var agents, items, samples []string
	for _, m := range g.members {
		agents = append(agents, p.agents.Name(m))
	}
	slices.Sort(agents)
	for _, at := range g.shown {
		items, samples = append(items, p.items.Name(p.rows.At(at).target)), append(samples, p.ids.At(at))
	}
	share := float64(g.inside) / float64(g.received)
	f := episode.Finding{
		Kind: "vote_exchange", Anchor: samples[0], Onset: p.seen.At(g.shown[0]).Time(), Agents: agents, Items: items, Severity: event.SeverityMedium,
		Confidence: math.Min(exchangeSure, episode.Confidence(g.chance*float64(groups))), Samples: samples[max(0, len(samples)-mostSamples):],
		Summary: fmt.Sprintf("%d agents vote for each other, each for half of the others at least: %.0f%% of the %d votes that they received are their own.",
			len(agents), 100*share, g.received),
		Features: map[string]float64{
			"agents": float64(len(agents)), "votes": float64(g.inside), "share_of_received": episode.Round(share),
			"share_of_given": episode.Round(float64(g.inside) / float64(g.given)), "expected_by_chance": episode.Round(g.chance * float64(groups)),
		},
	}
	f.Query = exchangeQuery
	return f
}

// exchangeQuery shows who voted for whom among members.
func exchangeQuery(members string, from, to time.Time) string {
	return fmt.Sprintf(`SELECT agent_id, any(agent_name) AS name, target_agent_id, uniqExact(target_id) AS items, min(time) AS first, max(time) AS last FROM actions WHERE seen >= %[1]s AND seen < %[2]s AND kind = 'vote.cast' AND value > 0 AND agent_id GLOBAL IN (%[3]s) AND target_agent_id GLOBAL IN (%[3]s) GROUP BY agent_id, target_agent_id ORDER BY items DESC, agent_id, target_agent_id`,
		episode.Instant(from), episode.Instant(to), members)
}
