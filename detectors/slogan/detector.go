package slogan

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name, Version and the kinds as they stand in flags. The version changes when the same actions
// would give other flags.
const (
	Name          = "slogan"
	Version       = "2"
	KindRing      = "coordination"
	KindPromotion = "promotion"
)

//go:embed texts.sql
var textsQuery string

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector { return newDetector() }

func newDetector() *windowed.Detector[post] {
	return windowed.Must(windowed.Config[post]{
		Name: Name, Version: Version, Window: window, Epoch: epoch,
		Source:   windowed.Source[post]{Query: textsQuery, Scan: scanPost},
		New:      func() windowed.Watcher[post] { return newActivity() },
		Episodes: episode.Rules{Escalate: true},
	})
}

func scanPost(rows driver.Rows) (p post, seen time.Time, err error) {
	var nowhere uint8
	err = rows.Scan(&p.seen, &p.id, &p.agent, &p.name, &p.place, &p.words, &nowhere)
	p.seen, p.nowhere = p.seen.UTC(), nowhere == 1
	return p, p.seen, err
}

// Tick implements windowed.Watcher.
func (a *activity) Tick(ctx context.Context, w *warehouse.Warehouse, _ time.Time) (seen windowed.Seen, err error) {
	a.look()
	said := map[int32]*division{}
	for _, r := range a.groups() {
		d, err := a.divide(ctx, w, r)
		if err != nil {
			return seen, err
		}
		said[r.agents[0]] = d
		if len(d.items) > 0 {
			seen.Findings = append(seen.Findings, d.Findings(a.campaign(r, d))...)
		}
	}
	a.said = said
	listed := map[int32]*listing{}
	for _, p := range a.promotions() {
		seen.Findings = append(seen.Findings, a.promotion(p, listed))
	}
	a.listed = listed
	return seen, nil
}

// division is the texts of a ring, and whose they are.
type division struct {
	agents, words []int32
	said          int // how often the words were said in all: with the agents and words, all else follows
	items         []int32
	threads       int
	takeover.Division
}

// divide gives a ring's texts. What was known of it at an earlier tick is still true if nobody has
// said any of its words since.
func (a *activity) divide(ctx context.Context, w *warehouse.Warehouse, r ring) (d *division, err error) {
	d = &division{agents: r.agents, words: r.words}
	for _, word := range r.words {
		d.said += int(a.uses.list(a.uses.often.At(word)).total)
	}
	if old := a.said[r.agents[0]]; old != nil && old.said == d.said && slices.Equal(old.agents, r.agents) && slices.Equal(old.words, r.words) {
		return old, nil
	}
	d.items = a.with(r.words, r.agents)
	names := make([]string, len(r.agents))
	for i, agent := range r.agents {
		names[i] = a.agents.Name(agent)
	}
	slices.Sort(names)
	threads := map[int32]bool{}
	deeds := make([]takeover.Deed, len(d.items))
	for k, at := range d.items {
		i := a.items.At(at)
		deeds[k] = takeover.Deed{Agent: a.agents.Name(i.who.Agent()), Item: a.ids.At(at), Seen: a.seen.At(at).Time(), Nowhere: i.who.Nowhere()}
		threads[i.place] = true
	}
	d.threads = len(threads)
	d.Division, err = a.takeovers.Divide(ctx, w, names, deeds)
	return d, err
}

// campaign says what is known of a ring, but for its agents and items: those are divided.
func (a *activity) campaign(r ring, d *division) (f episode.Finding) {
	first := d.items[0]
	f = episode.Finding{Kind: KindRing, Anchor: a.ids.At(first), Onset: a.seen.At(first).Time(), SeverityOf: severity, Confidence: episode.Confidence(r.chance)}
	f.Summary = fmt.Sprintf("%d agents say the same rare words, which hardly anybody else says, one after the other on one thread after another: %d texts on %d threads.",
		len(r.agents), len(d.items), d.threads)
	f.Features = map[string]float64{
		"agents": float64(len(r.agents)), "items": float64(len(d.items)), "words": float64(len(r.words)), "threads": float64(d.threads),
		"least_surprise_nats": episode.Round(r.surprise), "expected_by_chance": episode.Round(r.chance),
	}
	return f
}

// promotion says what is known of agents that name one thing wherever they are. What was listed at an earlier
// tick is still true if nobody has said any of the words since.
func (a *activity) promotion(p promoted, listed map[int32]*listing) episode.Finding {
	l := &listing{promoted: p}
	for _, word := range p.words {
		l.said += int(a.uses.list(a.uses.often.At(word)).total)
	}
	if old := a.listed[p.agents[0]]; old != nil && old.said == l.said && slices.Equal(old.agents, p.agents) && slices.Equal(old.words, p.words) {
		l = old
	} else {
		for _, at := range a.with(p.words, p.agents) {
			if l.items = append(l.items, a.ids.At(at)); len(l.items) == 1 {
				l.onset = a.seen.At(at).Time()
			}
		}
		for _, agent := range p.agents {
			l.names = append(l.names, a.agents.Name(agent))
		}
		slices.Sort(l.names)
	}
	listed[p.agents[0]] = l
	written := 0
	for _, agent := range p.agents {
		written += int(a.written[agent])
	}
	f := episode.Finding{Kind: KindPromotion, Onset: l.onset, Anchor: l.items[0], Agents: l.names, Items: l.items, Severity: event.SeverityMedium}
	f.Confidence = episode.Round(float64(len(l.items)+1) / float64(len(l.items)+2)) // Laplace's rule of succession
	f.Summary = fmt.Sprintf("%d accounts work a name that hardly anybody else uses into what they write: %d of their %d texts of the day.",
		len(f.Agents), len(l.items), written)
	f.Features = map[string]float64{
		"agents": float64(len(f.Agents)), "texts_with_it": float64(len(l.items)), "texts": float64(written), "names": float64(len(p.words)),
	}
	return f
}

// listing is the texts of a promotion.
type listing struct {
	promoted
	said  int // how often the words were said in all
	items []string
	names []string
	onset time.Time
}

// with lists the items of some agents, in rising order, that hold one of some words, in order.
func (a *activity) with(words []int32, agents []int32) (items []int32) {
	for _, key := range words {
		u := a.uses.often.At(key)
		for _, at := range a.uses.texts(u, a.uses.latest(u)) {
			if _, one := slices.BinarySearch(agents, a.items.At(at).who.Agent()); one {
				items = append(items, at)
			}
		}
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// severity grows with a campaign; copypasta's measure.
func severity(agents, items int) string {
	switch {
	case agents >= 10 || items >= 500:
		return event.SeverityCritical
	case agents >= 3 || items >= 40:
		return event.SeverityHigh
	default:
		return event.SeverityMedium
	}
}
