package score

import (
	"slices"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim"
)

// Outcome is what became of one case.
type Outcome struct {
	ID        string `json:"id"`
	Class     string `json:"class"`
	Expect    string `json:"expect"`
	Agents    int    `json:"agents"`
	Items     int    `json:"items"`
	Flagged   bool   `json:"flagged"`
	Detector  string `json:"detector,omitempty"` // that flagged it first
	Attribute *Share `json:"attributed,omitempty"`
	// of its items, those that were there when it was flagged first, and sanctioned first
	BeforeFlag     *Share   `json:"before_flag,omitempty"`
	BeforeSanction *Share   `json:"before_sanction,omitempty"`
	ToFlag         *float64 `json:"seconds_to_flag,omitempty"` // since its onset
	ToSanction     *float64 `json:"seconds_to_sanction,omitempty"`
	AgentsFlagged  int      `json:"agents_flagged"`
	Sanctioned     int      `json:"agents_sanctioned"`
}

// Share is a part of a case's items.
type Share struct {
	Items int     `json:"items"`
	Share float64 `json:"share"`
}

// shareFrom is the number of items from which on shares are told.
const shareFrom = 50

// sanctions are the decisions that keep an agent from being heard.
var sanctions = []string{event.DoQuarantine, event.DoShadowban, event.DoSuspend, event.DoBan}

// record is flags and decisions, looked at from the side of agents and items.
type record struct {
	listed     map[string]*event.Flag   // the first flag that lists an item
	windows    map[string][]*event.Flag // flags that list an agent, by time
	sanctioned map[string]time.Time
}

func newRecord(flags []event.Flag, decisions []event.Decision) *record {
	r := &record{map[string]*event.Flag{}, map[string][]*event.Flag{}, map[string]time.Time{}}
	ordered := make([]*event.Flag, len(flags))
	for i := range flags {
		ordered[i] = &flags[i]
	}
	slices.SortStableFunc(ordered, func(a, b *event.Flag) int { return a.Time.Compare(b.Time.Time) })
	members := map[string][]string{} // of each flag so far: a later revision widens the window for them too
	for _, f := range ordered {
		for _, id := range f.Items {
			if r.listed[id] == nil {
				r.listed[id] = f
			}
		}
		members[f.ID] = append(members[f.ID], f.Agents...)
		for _, id := range members[f.ID] {
			r.windows[id] = append(r.windows[id], f)
		}
	}
	for _, d := range decisions {
		if d.State != event.StateApplied || !slices.Contains(sanctions, d.Action) {
			continue
		}
		for _, id := range d.Subject.Agents {
			if t, ok := r.sanctioned[id]; !ok || d.Time.Before(t) {
				r.sanctioned[id] = d.Time.Time
			}
		}
	}
	return r
}

// attributes gives the first flag that lists an item, or its author with a window over it.
func (r *record) attributes(id string, i item) *event.Flag {
	first := r.listed[id]
	for _, f := range r.windows[i.author] {
		if first != nil && !f.Time.Before(first.Time.Time) {
			break
		}
		if !i.at.Before(f.Window.Start.Time) && !i.at.After(f.Window.End.Time) {
			return f
		}
	}
	return first
}

// outcome judges one case.
func (r *record) outcome(c sim.Case, w *World) Outcome {
	o := Outcome{ID: c.ID, Class: c.Class, Expect: c.Expect, Agents: len(c.Agents), Items: len(c.Items)}
	var flag *event.Flag
	earlier := func(f *event.Flag) {
		if f != nil && (flag == nil || f.Time.Before(flag.Time.Time)) {
			flag = f
		}
	}
	attributed := 0
	for _, id := range c.Items {
		if f := r.attributes(id, w.items[id]); f != nil {
			attributed++
			earlier(f)
		}
	}
	var sanction time.Time
	for _, id := range c.Agents {
		if fs := r.windows[id]; len(fs) > 0 {
			o.AgentsFlagged++
			if len(c.Items) == 0 { // it is known by its agents alone
				earlier(fs[0])
			}
		}
		if t, ok := r.sanctioned[id]; ok {
			o.Sanctioned++
			if sanction.IsZero() || t.Before(sanction) {
				sanction = t
			}
		}
	}
	o.Flagged = flag != nil
	if len(c.Items) > 0 {
		o.Attribute = &Share{attributed, float64(attributed) / float64(len(c.Items))}
	}
	onset := c.Onset
	if onset == nil {
		onset = c.First
	}
	if flag != nil {
		o.Detector = flag.Detector
		o.BeforeFlag, o.ToFlag = landed(c, w, flag.Time.Time), since(onset, flag.Time.Time)
	}
	if !sanction.IsZero() {
		o.BeforeSanction, o.ToSanction = landed(c, w, sanction), since(onset, sanction)
	}
	return o
}

func since(onset *event.Time, t time.Time) *float64 {
	if onset == nil {
		return nil
	}
	return defined(t.Sub(onset.Time).Seconds())
}

// landed counts the items of a case that were there at a time; nil for small cases.
func landed(c sim.Case, w *World, t time.Time) *Share {
	if len(c.Items) < shareFrom {
		return nil
	}
	n := 0
	for _, id := range c.Items {
		if !w.items[id].at.After(t) {
			n++
		}
	}
	return &Share{n, float64(n) / float64(len(c.Items))}
}
