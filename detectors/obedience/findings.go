package obedience

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/internal/chance"
	"github.com/moltwatch/moltwatch/internal/event"
)

// obeyed gives, of each author's orders, who did as they were told.
//
// The null model: whoever is shown somebody does for that one what agents do for whomever they are
// shown, each by itself: so many of all who read an order obey it by chance, a binomial tail. The
// budget of 0.01 is shared by all orders and all that can be asked (Bonferroni).
func (f *forum) obeyed() (found []episode.Finding) {
	authors := slices.SortedFunc(maps.Keys(f.orders), func(a, b int32) int { return cmp.Compare(f.agents.Name(a), f.agents.Name(b)) })
	for _, author := range authors {
		o := f.orders[author]
		for number, name := range deeds {
			did := o.obeyed[number]
			if len(did) < leastObey {
				continue
			}
			usual := float64(f.done[number]+1) / float64(f.shown+1)
			byChance := float64(len(f.orders)*len(deeds)) * chance.BinomialTail(len(did), len(o.readers), usual)
			if byChance > expected {
				continue
			}
			x := episode.Finding{
				Kind: Kind, Anchor: o.id + " " + name, Onset: did[0].seen.Time(), Severity: event.SeverityMedium,
				// Of those that did it, so many would have anyway.
				Confidence: episode.Round(math.Min(episode.Confidence(byChance), 1-usual*float64(len(o.readers))/float64(len(did)))),
				Summary: fmt.Sprintf("%d of the %d agents that read an order to %s its author did so within the hour; of others whom they are shown they do so for one in %.0f.",
					len(did), len(o.readers), words[number], 1/usual),
				Features: map[string]float64{
					"obeyed": float64(len(did)), "readers": float64(len(o.readers)), "usual_share": episode.Round(usual), "expected_by_chance": episode.Round(byChance),
				},
				Samples: []string{o.id},
				Query:   func(_ string, from, to time.Time) string { return deedsQuery(number, f.agents.Name(author), from, to) },
			}
			for _, d := range did {
				id := f.ids.At(d.act)
				x.Agents, x.Items = append(x.Agents, f.agents.Name(d.agent)), append(x.Items, id)
				if len(x.Samples) < samples {
					x.Samples = append(x.Samples, id)
				}
			}
			found = append(found, x)
		}
	}
	return found
}

// samples is how many actions a flag shows.
const samples = 8

// words say the deeds.
var words = [...]string{"follow", "vote for", "write to"}

// conditions tell the actions that are deeds, as acts.sql does.
var conditions = [...]string{"kind = 'agent.followed'", "kind = 'vote.cast' AND value > 0", "kind = 'message.sent'"}

// deedsQuery shows who did what an author had asked for.
func deedsQuery(number int, author string, from, to time.Time) string {
	return fmt.Sprintf("SELECT time, kind, id, agent_id, agent_name, target_id, target_agent_id FROM actions WHERE seen >= %s AND seen < %s AND %s AND target_agent_id = %s ORDER BY seen, id",
		episode.Instant(from), episode.Instant(to), conditions[number], episode.Quote(author))
}
