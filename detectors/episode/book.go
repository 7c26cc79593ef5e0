package episode

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed said.sql
var saidQuery string

// episode is one campaign, surge, ring: for as long as it goes on.
type episode struct {
	id, kind      string
	anchor        string // empty until a finding has named it
	revision      int
	onset, last   time.Time
	severity      string
	confidence    float64
	ended         bool
	agents, items map[string]bool

	// The list of items that was last looked through, how many were said then, and which were not.
	looked  []string
	saidOf  int
	missing []string
}

func (ep *episode) compare(other *episode) int {
	return cmp.Or(ep.onset.Compare(other.onset), cmp.Compare(ep.id, other.id))
}

// unsaid lists the items that were not said. A detector that found nothing new gives the same list as at the
// tick before: it is not looked through again.
func (ep *episode) unsaid(items []string) []string {
	same := len(items) > 0 && len(items) == len(ep.looked) && &items[0] == &ep.looked[0]
	if !same || ep.saidOf != len(ep.items) {
		ep.looked, ep.saidOf, ep.missing = items, len(ep.items), missing(items, ep.items)
	}
	return ep.missing
}

// Book holds the open episodes of one detector.
type Book struct {
	rules Rules
	all   []*episode // by onset, then id

	byAgent map[string][]*episode // whom each names
	byID    map[string]*episode
}

// NewBook gives an empty book.
func NewBook(rules Rules) *Book {
	return &Book{rules: rules.withDefaults(), byAgent: map[string][]*episode{}, byID: map[string]*episode{}}
}

// Open counts the episodes that may still grow.
func (b *Book) Open() int { return len(b.all) }

// Read brings the book to what it was after the tick at upTo.
func (b *Book) Read(ctx context.Context, w *warehouse.Warehouse, upTo time.Time) error {
	b.all, b.byAgent, b.byID = nil, map[string][]*episode{}, map[string]*episode{}
	args := append(warehouse.Between(upTo.Add(-b.rules.Open-time.Microsecond), upTo), clickhouse.Named("detector", b.rules.Detector))
	rows, err := w.Conn().Query(ctx, saidQuery, args...)
	if err != nil {
		return fmt.Errorf("reading the flags of %s: %w", b.rules.Detector, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r revision
		var number, part uint32
		if err := rows.Scan(&r.id, &number, &part, &r.kind, &r.severity, &r.confidence, &r.at, &r.onset, &r.agents, &r.items, &r.ended); err != nil {
			return fmt.Errorf("reading a flag of %s: %w", b.rules.Detector, err)
		}
		r.number, r.at, r.onset = int(number), r.at.UTC(), r.onset.UTC()
		b.apply(r)
	}
	b.Forget(upTo)
	return rows.Err()
}

// revision is one thing that is said about an episode.
type revision struct {
	id, kind, anchor string
	number           int
	at, onset        time.Time
	severity         string
	confidence       float64
	ended            bool
	agents, items    []string // new in it
}

// apply takes a revision in, whether it was just raised or read back.
func (b *Book) apply(r revision) *episode {
	ep := b.byID[r.id]
	if ep == nil {
		ep = &episode{id: r.id, kind: r.kind, onset: r.onset, agents: map[string]bool{}, items: map[string]bool{}}
		b.byID[r.id] = ep
		place, _ := slices.BinarySearchFunc(b.all, ep, (*episode).compare)
		b.all = slices.Insert(b.all, place, ep)
	}
	ep.revision, ep.last, ep.severity, ep.confidence = r.number, r.at, r.severity, r.confidence
	ep.ended = ep.ended || r.ended
	ep.anchor = cmp.Or(r.anchor, ep.anchor)
	for _, agent := range r.agents {
		if !ep.agents[agent] {
			ep.agents[agent] = true
			b.byAgent[agent] = append(b.byAgent[agent], ep)
		}
	}
	for _, item := range r.items {
		ep.items[item] = true
	}
	return ep
}

// Forget drops the episodes that can grow no more.
func (b *Book) Forget(tick time.Time) {
	over := func(ep *episode) bool { return tick.Sub(ep.last) > b.rules.Open }
	for _, ep := range b.all {
		if !over(ep) {
			continue
		}
		delete(b.byID, ep.id)
		for agent := range ep.agents {
			if left := slices.DeleteFunc(b.byAgent[agent], over); len(left) > 0 {
				b.byAgent[agent] = left
			} else {
				delete(b.byAgent, agent)
			}
		}
	}
	b.all = slices.DeleteFunc(b.all, over)
}

// episode gives the open episode that a finding belongs to, or nil: the first.
func (b *Book) episode(f Finding, tick time.Time) (first *episode) {
	open := func(ep *episode) bool {
		return !ep.ended && ep.kind == f.Kind && tick.Sub(ep.last) <= b.rules.Open && !f.over(ep.onset)
	}
	if b.rules.ByAnchor || len(f.Agents) == 0 {
		for _, ep := range b.all {
			// What was read back knows its anchor by its id alone.
			if open(ep) && (ep.anchor == f.Anchor || ep.anchor == "" && ep.id == detectors.FlagID(b.rules.Detector, f.Anchor, ep.onset)) {
				return ep
			}
		}
		return nil
	}
	for _, agent := range f.Agents {
		for _, ep := range b.byAgent[agent] {
			if open(ep) && b.continues(ep, f) && (first == nil || b.before(ep, first)) {
				first = ep
			}
		}
	}
	return first
}

// sure reports whether what has a severity counts against those it names.
func (b *Book) sure(severity string) bool { return severities[severity] >= severities[b.rules.Sure] }

// before puts what is sure before suspicions, then what began earlier.
func (b *Book) before(ep, other *episode) bool {
	if sure := b.sure(ep.severity); sure != b.sure(other.severity) {
		return sure
	}
	return ep.compare(other) < 0
}

// continues reports whether a finding that shares agents with an episode goes on with it: a sure one not
// with a suspicion that names others too.
func (b *Book) continues(ep *episode, f Finding) bool {
	if b.sure(ep.severity) || !b.sure(b.severityOf(f, len(f.Agents), len(f.Items))) {
		return true
	}
	named := 0
	for _, agent := range f.Agents {
		if ep.agents[agent] {
			named++
		}
	}
	return named == len(ep.agents)
}

// severityOf gives the severity of a finding whose episode has so many agents and items.
func (b *Book) severityOf(f Finding, agents, items int) string {
	if f.Severity == "" && f.SeverityOf != nil {
		return f.SeverityOf(agents, items)
	}
	return f.Severity
}

// plan works out what there is to say about a finding that was not said before, whether to
// say it now, and otherwise when; due is zero if there is nothing to say.
func (b *Book) plan(f Finding, tick time.Time) (rev revision, say bool, due time.Time) {
	ep := b.episode(f, tick)
	if ep == nil {
		onset := f.Onset.UTC().Truncate(time.Microsecond)
		id := detectors.FlagID(b.rules.Detector, f.Anchor, onset)
		// The end of what was never said is nothing to say, and what has ended is not opened again.
		say = !f.Ended && b.byID[id] == nil
		return revision{id: id, kind: f.Kind, anchor: f.Anchor, number: 1, at: tick, onset: onset, agents: f.Agents, items: f.Items}, say, time.Time{}
	}
	was, is := b.sure(ep.severity), b.sure(b.severityOf(f, len(ep.agents), len(ep.items)))
	if was && !is {
		return rev, false, time.Time{}
	}
	rev = revision{
		id: ep.id, kind: ep.kind, anchor: f.Anchor, number: ep.revision + 1, at: tick, onset: ep.onset, ended: f.Ended,
		agents: missing(f.Agents, ep.agents), items: ep.unsaid(f.Items),
	}
	grown := float64(len(rev.items)) >= math.Max(float64(b.rules.GrowItems), b.rules.GrowShare*float64(len(ep.items)))
	waited := tick.Sub(ep.last) >= b.rules.GrowWait && len(rev.items) > 0
	if len(rev.agents) > 0 || grown || waited || f.Ended || is != was || b.escalates(ep, f) {
		return rev, true, time.Time{}
	}
	if len(rev.items) > 0 {
		due = ep.last.Add(b.rules.GrowWait)
	}
	return rev, false, due
}

var severities = map[string]int{event.SeverityLow: 1, event.SeverityMedium: 2, event.SeverityHigh: 3, event.SeverityCritical: 4}

func (b *Book) escalates(ep *episode, f Finding) bool {
	const aTenth = 0.1
	return b.rules.Escalate && (severities[f.Severity] > severities[ep.severity] || 1-f.Confidence <= aTenth*(1-ep.confidence))
}

// Due says when a finding that has not been said whole will be, if nothing else happens; zero:
// there is nothing left to say. It changes nothing that is said.
func (b *Book) Due(f Finding, tick time.Time) time.Time {
	_, _, due := b.plan(f, tick)
	return due
}

// Say takes a finding as of a tick and gives the flags that say what is new in it, if it is
// time; otherwise, when it will be. Ticks never go back.
func (b *Book) Say(f Finding, tick time.Time) (flags []event.Flag, due time.Time) {
	rev, say, due := b.plan(f, tick)
	if !say {
		return nil, due
	}
	return b.report(f, rev), time.Time{}
}

// missing lists what of a list is not in the set, in the list's order.
func missing(list []string, set map[string]bool) (out []string) {
	for _, s := range list {
		if !set[s] {
			out = append(out, s)
		}
	}
	return out
}
