package sim

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// Epoch is when every scenario starts: a Monday, 00:00 UTC.
var Epoch = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

// Forum stands in the actions of a scenario.
const Forum = "sim"

// general is the submolt of most posts.
const general = "general"

// crowd is whom an appointment of the population is for.
const crowd int32 = -1

// world is a scenario under way. It is for one goroutine; all chance comes from its seed.
type world struct {
	Scenario
	seed   uint64
	random *rand.Rand
	prose  *prose.Library
	topics []prose.Topic
	take   func(event.Action) error

	people    []person
	faces     []*face
	names     map[uint64]uint16 // how often a name was given, by its hash
	owners    uint32
	ownSource *rand.PCG
	ownRandom *rand.Rand

	agenda  agenda
	now     int64 // microseconds since Epoch
	end     int64
	serial  uint64 // of actions
	board   board
	news    []news
	bands   []*band
	watches map[int32][]*band // who follows the words of a watched agent

	disguise event.Origin // where a stolen account is used from; empty: where it always is
}

// run lives the scenario from its start to its end.
func (w *world) run(ctx context.Context) error {
	for n := 0; ; n++ {
		if n&0x3ff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next, ok := w.agenda.next()
		if !ok || next.at >= w.end {
			return nil
		}
		w.now = next.at
		var err error
		if next.who == crowd {
			err = w.wake(next)
		} else {
			err = w.bands[next.who].keep(next)
		}
		if err != nil {
			return err
		}
	}
}

// meet makes an appointment, if it is before the end.
func (w *world) meet(at int64, who, what, member int32) {
	if at < w.end {
		w.agenda.add(appointment{at: at, who: who, what: what, member: member})
	}
}

// emit hands an action of an agent over. Its id is given back: that of a post or comment is
// the content's.
func (w *world) emit(who int32, a event.Action) (string, error) {
	w.serial++
	a.V, a.Forum, a.Time = event.Version, Forum, at(w.now)
	a.ID = w.uuid(w.now, 7, w.serial)
	f := w.face(who)
	a.Agent = f.Agent
	a.Origin = f.Origin
	if w.disguise.Net != "" {
		a.Origin.Addr, a.Origin.Net, a.Origin.Client = w.disguise.Addr, w.disguise.Net, w.disguise.Client
	}
	if a.Kind == event.PostCreated {
		a.PostID = a.ID
	}
	return a.ID, w.take(a)
}

func micros(d time.Duration) int64 { return d.Microseconds() }
