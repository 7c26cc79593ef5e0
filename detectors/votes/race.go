package votes

import (
	"fmt"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Parameters of races. The README reasons them.
const (
	raceSpan    = 2 * time.Minute
	leastRacers = 12
	racersShare = 0.8  // of the item's voters within the span
	hollowItems = 2    // an account that voted on more is interested in more
	raceChance  = 1e-6 // most probable that so many are hollow by chance, for one item
)

// race is that hollow accounts lifted an item together.
type race struct {
	target  int32
	racers  []string // in the order in which they voted
	in      map[int32]bool
	onset   moment.Moment
	samples []string // ids of votes
	chance  float64  // as of when it was found
	items   int      // that were voted on until then
}

func (v *voter) isHollow() bool { return v.fresh && !v.spoke && v.items <= hollowItems }

// vote counts a vote; false if the agent had voted on it before.
func (p *polls) vote(at int32) bool {
	r, seen := *p.rows.At(at), p.seen.At(at)
	key := func(number int32) uint64 { return pair(p.rows.At(number).agent, p.rows.At(number).target) }
	p.once.Reserve(key)
	slot := p.once.Find(key(at), func(number int32) bool { return key(number) == key(at) })
	if _, before := p.once.At(slot); before {
		return false
	}
	p.once.Put(slot, at)
	v, it := &p.voters[r.agent], &p.polled[r.target]
	if it.cast == 0 {
		p.open++
	}
	v.items++
	p.cast++
	it.cast++
	hollow := v.isHollow()
	if hollow {
		p.hollow++
		it.hollow++
	}
	first := 0
	for first < len(it.recent) && seen.Sub(it.recent[first].seen) > raceSpan {
		first++
	}
	it.recent = append(it.recent[first:], vote{seen, r.agent})
	if hollow {
		p.race(it, at)
	}
	return true
}

// race sees whether a hollow account's vote makes or continues a race: of those who voted on
// the item in the last two minutes so many are hollow as chance does not explain, if voters
// on this item were hollow as often as on all others.
func (p *polls) race(it *item, at int32) {
	var racers []vote
	for _, v := range it.recent {
		if p.voters[v.agent].isHollow() {
			racers = append(racers, v)
		}
	}
	if len(racers) < leastRacers || float64(len(racers)) < racersShare*float64(len(it.recent)) {
		return
	}
	usual := float64(1+p.hollow-int(it.hollow)) / float64(2+p.cast-int(it.cast))
	byChance := chance.BinomialTail(len(racers), len(it.recent), usual)
	if byChance > raceChance {
		return
	}
	if it.race == nil {
		it.race = &race{target: p.rows.At(at).target, in: map[int32]bool{}, onset: racers[0].seen, chance: byChance, items: p.open}
		p.races = append(p.races, it.race)
	}
	for _, v := range racers {
		if !it.race.in[v.agent] {
			it.race.in[v.agent] = true
			it.race.racers = append(it.race.racers, p.agents.Name(v.agent))
		}
	}
	if len(it.race.samples) < mostSamples {
		it.race.samples = append(it.race.samples, p.ids.At(at))
	}
}

const mostSamples = 8

func (p *polls) raceFinding(r *race) episode.Finding {
	target := p.items.Name(r.target)
	f := episode.Finding{
		Kind: "vote_race", Anchor: target, Onset: r.onset.Time(), Agents: r.racers, Severity: event.SeverityHigh,
		Confidence: episode.Confidence(r.chance * float64(r.items)), Samples: r.samples,
		Summary: fmt.Sprintf("%d accounts that registered within a day, wrote nothing and voted on hardly anything else voted on one item within %s of each other.",
			len(r.racers), raceSpan),
		Features: map[string]float64{"racers": float64(len(r.racers)), "expected_by_chance": episode.Round(r.chance * float64(r.items))},
	}
	f.Query = func(_ string, from, to time.Time) string {
		return fmt.Sprintf("SELECT time, id, agent_id, agent_name, value FROM actions WHERE seen >= %s AND seen < %s AND kind = 'vote.cast' AND value != 0 AND target_id = %s ORDER BY seen, id",
			episode.Instant(from), episode.Instant(to), episode.Quote(target))
	}
	return f
}
