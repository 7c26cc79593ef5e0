package spikes

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
	"github.com/moltwatch/moltwatch/detectors/windowed"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

//go:embed season.sql
var seasonQuery string

// watch is the last hours by the minute.
type watch struct {
	first   int64 // minute of the window in which something happened; 0: none
	series  map[name]*series
	busy    map[name]*series // those of which a span came to enough
	levels  [byEdge + 1]tally
	agents  numbering.Names
	edges   column.List[edge] // in order
	sketch  *Edges
	seasons map[season]float64
}

// edge is that an agent acted on another in a minute.
type edge struct {
	minute   int64
	src, dst int32 // numbers of the agents
	times    int64
}

// season is an hour of which the days before were looked up.
type season struct {
	of   name
	hour int64 // its first minute
}

func newWatch() *watch {
	w := &watch{seasons: map[season]float64{}}
	w.clear()
	return w
}

func (w *watch) clear() {
	w.first = 0
	w.series, w.busy, w.levels = map[name]*series{}, map[name]*series{}, [byEdge + 1]tally{}
	w.agents, w.edges = numbering.Names{}, column.List[edge]{}
	w.sketch = NewEdges(DefaultEdgeParams())
}

// Take implements windowed.Watcher.
func (w *watch) Take(c count) {
	minute := c.seen.Unix() / 60
	if c.of.what == byEdge {
		w.edge(edge{minute, w.agents.Number(c.of.key), w.agents.Number(c.of.other), c.times})
		return
	}
	w.count(c.of, point{minute, c.times}, 0)
}

func (w *watch) count(of name, p point, score float64) {
	if w.first == 0 || p.minute < w.first {
		w.first = p.minute
	}
	s := w.series[of]
	if s == nil {
		s = &series{name: of}
		w.series[of] = s
	}
	was := s.most
	s.add(p)
	if of.what >= byTarget && s.most > was {
		w.levels[of.what].move(was, s.most)
	}
	s.score = max(s.score, score)
	if s.most >= leastTimes {
		w.busy[of] = s
	}
}

func (w *watch) edge(e edge) {
	w.edges.Add(e)
	score := 0.0
	for range e.times {
		score = w.sketch.Score(uint64(e.src), uint64(e.dst), e.minute-w.edges.At(0).minute)
	}
	if e.times >= twice {
		w.count(name{byEdge, w.agents.Name(e.src), w.agents.Name(e.dst)}, point{e.minute, e.times}, score)
	}
}

// StartAt implements windowed.Watcher.
func (w *watch) StartAt(t time.Time) {
	old, from := *w, t.Unix()/60
	w.clear()
	for of, s := range old.series {
		if of.what == byEdge {
			continue
		}
		for _, p := range s.points {
			if p.minute >= from {
				w.count(of, p, 0)
			}
		}
	}
	for at := range int32(old.edges.Len()) {
		if e := *old.edges.At(at); e.minute >= from {
			e.src, e.dst = w.agents.Number(old.agents.Name(e.src)), w.agents.Number(old.agents.Name(e.dst))
			w.edge(e)
		}
	}
	for s := range w.seasons {
		if s.hour < from-60 {
			delete(w.seasons, s)
		}
	}
}

// Tick implements windowed.Watcher.
func (w *watch) Tick(ctx context.Context, house *warehouse.Warehouse, t time.Time) (seen windowed.Seen, err error) {
	now := t.Unix()/60 - 1 // the last minute that has ended
	usual := map[uint8]float64{byKind: -1, bySubmolt: -1}
	for _, s := range w.inOrder() {
		among, known := usual[s.what]
		if !known {
			among, known = w.among(s.what)
			usual[s.what] = among
		}
		if s.what >= byTarget && !known || s.what == byEdge && s.score < surprising {
			continue
		}
		last, ok := s.last(w.first, now, among)
		if !ok {
			continue
		}
		if past, err := w.season(ctx, house, s.name, last.onset); err != nil {
			return seen, err
		} else if float64(last.times) < factor*(past+1) {
			continue // it does so at this hour
		}
		if !last.ended {
			seen.Wake = time.Unix((now+2)*60, 0).UTC()
		}
		seen.Findings = append(seen.Findings, last.finding(s.name))
	}
	return seen, nil
}

func (w *watch) inOrder() []*series {
	all := make([]*series, 0, len(w.busy))
	for _, s := range w.busy {
		all = append(all, s)
	}
	slices.SortFunc(all, func(x, y *series) int {
		return cmp.Or(cmp.Compare(x.what, y.what), cmp.Compare(x.key, y.key), cmp.Compare(x.other, y.other))
	})
	return all
}

// among gives what the liveliest targets, or edges, come to in a span; false if there are too few
// to say.
func (w *watch) among(what uint8) (usual float64, known bool) {
	of := &w.levels[what]
	all := of.all
	if what == byEdge {
		all = max(all, w.edges.Len()) // those that acted once are not among the series
	}
	if all < peers {
		return 0, false
	}
	if place := int(highest*float64(all-1)) - (all - of.all); place >= 0 {
		return float64(of.at(place)), true
	}
	return 1, true
}

// season gives what a span of a kind or a submolt came to at this hour of the days before, their
// median; 0 if nothing is known.
func (w *watch) season(ctx context.Context, house *warehouse.Warehouse, of name, minute int64) (past float64, err error) {
	if house == nil || of.what >= byTarget {
		return 0, nil
	}
	key := season{of, minute / 60 * 60}
	if past, asked := w.seasons[key]; asked {
		return past, nil
	}
	dimension := map[uint8]string{byKind: "kind", bySubmolt: "submolt"}[of.what]
	rows, err := house.Conn().Query(ctx, seasonQuery, clickhouse.Named("dimension", dimension), clickhouse.Named("key", of.key), clickhouse.Named("hour", key.hour*60))
	if err != nil {
		return 0, fmt.Errorf("reading what %s %s came to on the days before: %w", dimension, of.key, err)
	}
	defer rows.Close()
	var hours []float64
	for rows.Next() {
		var n float64
		if err := rows.Scan(&n); err != nil {
			return 0, fmt.Errorf("reading an hour of a day before: %w", err)
		}
		hours = append(hours, n)
	}
	if len(hours) > 0 {
		past = hours[len(hours)/2] * span / 60
	}
	w.seasons[key] = past
	return past, rows.Err()
}
