package lockstep

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/takeover"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Name and Version as they stand in flags. The version changes when the same actions would
// give other flags.
const (
	Name    = "lockstep"
	Version = "3"
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
	})
}

// watcher is the last day of the forum as this detector sees it. The groups are those of the
// rows before the last pass: later ones wait.
type watcher struct {
	activity  *Activity
	acts      []act // those in activity, at the places of its events
	waiting   []act // of one stretch between two passes
	agents    numbering.Names
	targets   map[uint64]int32
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
	*w = watcher{activity: NewActivity(LiveParams()), targets: map[uint64]int32{}}
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
		w.add(a)
	}
	w.waiting = w.waiting[:0]
}

func (w *watcher) add(a act) {
	target, ok := w.targets[a.trace]
	if !ok {
		target = int32(len(w.targets))
		w.targets[a.trace] = target
	}
	w.acts = append(w.acts, a)
	w.activity.Add(Event{Account: w.agents.Number(a.agent), Target: target, Time: float64(a.seen.UnixMicro()) / 1e6})
}

// StartAt implements windowed.Watcher.
func (w *watcher) StartAt(t time.Time) {
	acts, waiting := w.acts, w.waiting
	w.clear()
	for _, a := range acts {
		if !a.seen.Before(t) {
			w.add(a)
		}
	}
	for _, a := range waiting {
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
