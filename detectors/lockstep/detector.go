package lockstep

import (
	"context"
	_ "embed"
	"math"
	"sort"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "lockstep"
	Version = "6"
)

const (
	window = 6 * time.Hour
	// pass is the event time between two looks for groups: at its multiples only, so that when
	// a look is taken does not depend on how the rows arrived.
	pass = 30 * time.Second
)

//go:embed acts.sql
var actsQuery string

// act is one trace of an action.
type act struct {
	seen      time.Time
	id, agent string
	written   bool
	lifted    string // the item that it voted up
	liftedOf  string // and its author
	trace     uint64
}

func scanAct(rows driver.Rows) (a act, seen time.Time, err error) {
	var written uint8
	err = rows.Scan(&a.seen, &a.id, &a.agent, &written, &a.lifted, &a.liftedOf, &a.trace)
	a.seen, a.written = a.seen.UTC(), written == 1
	return a, a.seen, err
}

// New gives a detector without a state: Restore comes first.
func New() detectors.Detector {
	return windowed.Must(windowed.Config[act]{
		Name: Name, Version: Version, Window: window,
		Source: windowed.Source[act]{Query: actsQuery, Scan: scanAct},
		New:    func() windowed.Watcher[act] { return newWatcher() },
		// Who was only suspected together with a ring must not fall with it.
		Episodes: episode.Rules{Sure: event.SeverityHigh},
	})
}

// done is what is kept of an act, beside its event and its id. There are millions of them.
type done struct {
	lifted   lift
	liftedOf int32 // number of the item's author; none if it is no vote up
}

// lift is the number of an item that was voted up, or none, and whether the act wrote something.
type lift int32

const none = -1

func lifting(item int32, written bool) lift {
	l := lift(item) << 1
	if written {
		l |= 1
	}
	return l
}

func (l lift) item() int32   { return int32(l >> 1) }
func (l lift) written() bool { return l&1 == 1 }

// watcher is the last day of the forum as this detector sees it. The groups are those of the
// rows before the last pass: later ones wait.
type watcher struct {
	activity  *Activity
	acts      column.List[done] // those in activity, at the places of its events
	ids       column.Strings    // of them
	waiting   []act             // of one stretch between two passes
	agents    numbering.Names
	liked     numbering.Names // items that were voted up
	authors   numbering.Names // of these
	targets   map[uint64]int32
	traces    []uint64 // by target
	takeovers takeover.Memory
	looked    int // how many acts there were when findings were made
	findings  []episode.Finding
}

func newWatcher() *watcher {
	w := &watcher{}
	w.clear()
	return w
}

func (w *watcher) clear() {
	*w = watcher{activity: NewActivity(LiveParams()), targets: map[uint64]int32{}, agents: w.agents, liked: w.liked, authors: w.authors}
}

// Take implements windowed.Watcher.
func (w *watcher) Take(a act) {
	if len(w.waiting) > 0 && !a.seen.Before(passAfter(w.waiting[0].seen)) {
		w.settle()
	}
	w.waiting = append(w.waiting, a)
}

func passAfter(t time.Time) time.Time { return t.Truncate(pass).Add(pass) }

// settle takes in the acts that waited for a pass.
func (w *watcher) settle() {
	for _, a := range w.waiting {
		item, of := int32(none), int32(none)
		if a.lifted != "" {
			item, of = w.liked.Number(a.lifted), w.authors.Number(a.liftedOf)
		}
		d := done{lifted: lifting(item, a.written), liftedOf: of}
		w.add(d, moment.Of(a.seen), a.id, w.agents.Number(a.agent), a.trace)
	}
	w.waiting = w.waiting[:0]
}

func (w *watcher) add(d done, seen moment.Moment, id string, agent int32, trace uint64) {
	target, ok := w.targets[trace]
	if !ok {
		target = int32(len(w.targets))
		w.targets[trace] = target
		w.traces = append(w.traces, trace)
	}
	w.acts.Add(d)
	w.ids.Add(id)
	w.activity.Add(Event{Account: agent, Target: target, Time: seconds(seen)})
}

// seconds gives a moment as the time of an event, which tells the moment to the microsecond, until 2106.
func seconds(m moment.Moment) float64 { return float64(m) / 1e6 }

// seen is when an act was.
func (w *watcher) seen(at int32) moment.Moment { return momentAt(w.activity.events[at].Time) }

// since gives the first act that was seen at a time or later.
func (w *watcher) since(t time.Time) int32 {
	return int32(sort.Search(w.acts.Len(), func(at int) bool { return w.seen(int32(at)) >= moment.Of(t) }))
}

func momentAt(seconds float64) moment.Moment { return moment.Moment(math.Round(seconds * 1e6)) }

// StartAt implements windowed.Watcher.
func (w *watcher) StartAt(t time.Time) {
	old := *w
	old.activity.once, old.activity.again, old.activity.further = numbering.Once{}, numbering.Index{}, column.List[further]{} // who met is found anew
	w.clear()
	agents, liked, authors := w.agents.Renumber(), w.liked.Renumber(), w.authors.Renumber()
	for at := old.since(t); int(at) < old.acts.Len(); at++ {
		old.acts.Forget(at)
		old.ids.Forget(at)
		d, e := *old.acts.At(at), old.activity.events[at]
		if item := d.lifted.item(); item != none {
			d.lifted, d.liftedOf = lifting(liked.Number(item), d.lifted.written()), authors.Number(d.liftedOf)
		}
		w.add(d, old.seen(at), old.ids.At(at), agents.Number(e.Account), old.traces[e.Target])
	}
	for _, a := range old.waiting {
		if !a.seen.Before(t) {
			w.waiting = append(w.waiting, a)
		}
	}
}

// Tick implements windowed.Watcher.
func (w *watcher) Tick(ctx context.Context, store *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	if len(w.waiting) > 0 {
		if due := passAfter(w.waiting[0].seen); due.After(t) {
			seen.Wake = due
		} else {
			w.settle()
		}
	}
	if w.activity.Len() != w.looked {
		var findings []episode.Finding
		for _, g := range w.activity.Groups() {
			of, err := w.split(ctx, store, g)
			if err != nil {
				return seen, err
			}
			findings = append(findings, of...)
		}
		w.looked, w.findings = w.activity.Len(), findings
	}
	seen.Findings = w.findings
	return seen, nil
}
