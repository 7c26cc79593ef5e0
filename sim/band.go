package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/sim/prose"
)

// band is a campaign under way.
type band struct {
	*Campaign
	*world
	number  int32
	members []int32
	batch   func(n int) string // names them; nil: each has its own
	thief   event.Origin       // where members of the crowd act from; empty: from where they always do
	onset   int64
	acts    []*activity
	rounds  []round
	one     *target  // where all acts go that go to one place
	items   []target // what members wrote last, as a ring
	written int
	victim  int32 // whose words are copied or waited for; -1: nobody's
	heardAt target
	words   string     // the victim's last ones; "" once they are used
	latest  string     // what the campaign wrote last, for others to speak of
	hosts   *infection // by a text of this campaign; nil: none yet
	truth   *register
}

// activity is one act of a campaign, and how often it was done.
type activity struct {
	*Act
	words words
	count []uint16 // rounds at 0; of an act alone, each member's
}

// round is one meeting of the members.
type round struct {
	act  int
	at   target
	text string
}

const (
	keptItems  = 200
	busyVictim = 12 // times the median: somebody worth copying
	roundPlay  = 0.3
	// what an appointment of a band is: the number of an act, or one of these, or a round's
	registration = 1 << 20
	turning      = registration + 1
	hosting      = registration + 2
	firstRound   = 1 << 21
)

// gather makes a campaign's members and its first appointments.
func (w *world) gather(number int, c *Campaign) error {
	b := &band{Campaign: c, world: w, number: int32(number), onset: micros(c.Onset), victim: -1, truth: newRegister(c)}
	w.bands = append(w.bands, b)
	if c.Who.Crowd {
		b.fromCrowd()
	} else {
		b.accounts()
	}
	b.casting()
	for i := range c.Acts {
		a := &activity{Act: &c.Acts[i], count: make([]uint16, 1)}
		if a.Alone && a.Times > 0 {
			a.count = make([]uint16, len(b.members))
		}
		var err error
		if a.words, err = b.vocabulary(a.Act); err != nil {
			return fmt.Errorf("campaign %s: %w", c.Name, err)
		}
		b.acts = append(b.acts, a)
		if !a.Alone {
			b.meet(b.onset+micros(a.After), b.number, int32(i), -1)
			continue
		}
		for m := range b.members {
			b.meet(b.onset+micros(a.After)+b.random.Int64N(micros(a.Every)+1), b.number, int32(i), int32(m))
		}
	}
	return nil
}

// fromCrowd draws members among the honest.
func (b *band) fromCrowd() {
	for len(b.members) < b.Who.Count {
		who := int32(b.random.IntN(b.Population.Agents))
		if b.people[who].flags&cast != 0 {
			continue
		}
		b.people[who].flags |= cast
		b.members = append(b.members, who)
		if b.Who.Turn {
			b.meet(b.onset, b.number, turning, int32(len(b.members)-1))
		}
	}
	if b.Who.Nets > 0 || b.Who.Client == "one" {
		b.thief = event.Origin{Net: b.pseudonym(7, uint64(b.number)), Client: b.pseudonym(8, uint64(b.number))}
	}
}

// accounts makes accounts of the campaign's own.
func (b *band) accounts() {
	if b.Who.Names == "batch" {
		b.batch = b.prose.BatchName(b.random)
	}
	hand, client := uint32(1<<30)+uint32(b.number), uint8(frameworks+b.number)
	for i := range b.Who.Count {
		p := b.newcomer()
		p.band, p.order, p.rate = b.number, int32(i), float32(b.Who.Camouflage)
		switch b.Who.Owner {
		case "one":
			p.owner = hand
		case "none":
			p.owner = 0
		default:
			b.owners++
			p.owner = b.owners
		}
		if b.Who.Nets > 0 {
			p.net = 100 + uint32(b.number)*20 + uint32(b.random.IntN(b.Who.Nets))
		}
		if b.Who.Client == "one" {
			p.client = client
		}
		if b.Who.InStep > 0 {
			p.flags = p.flags&^beating | inStep
		}
		b.members = append(b.members, b.settle(p))
	}
	b.arrive()
}

// arrive lets the accounts register, and those that have an honest life begin it.
func (b *band) arrive() {
	arrivals := make([]int64, len(b.members))
	if b.Who.Registers > 0 {
		for i := range arrivals {
			arrivals[i] = b.onset + b.random.Int64N(micros(b.Who.Registers))
		}
		slices.Sort(arrivals)
	}
	for i, who := range b.members {
		if b.Who.Registers > 0 {
			b.meet(arrivals[i], b.number, registration, int32(i))
		}
		if b.people[who].rate > 0 {
			b.meet(arrivals[i]+b.rest(who), crowd, 0, who)
		}
	}
}

// casting finds the victim whose words the campaign follows, if it needs one.
func (b *band) casting() {
	needed := slices.ContainsFunc(b.Acts, func(a Act) bool { return a.Where == "victim" || a.Says.From == "copy" })
	for needed && b.victim < 0 {
		if who := int32(b.random.IntN(b.Population.Agents)); b.people[who].flags&cast == 0 {
			b.people[who].flags |= cast | watched
			b.people[who].rate = max(b.people[who].rate, busyVictim)
			b.victim = who
			b.watches[who] = append(b.watches[who], b)
			b.meet(b.random.Int64N(60e6), crowd, 0, who)
		}
	}
}

// heard tells a band what its victim said.
func (b *band) heard(where target, text string) { b.heardAt, b.words = where, text }

// over reports whether the campaign, or one of its acts, has ended.
func (b *band) over(a *Act) bool {
	since := b.now - b.onset
	return since >= micros(b.Lasts) || a.Lasts > 0 && since >= micros(a.After+a.Lasts)
}

// keep keeps an appointment.
func (b *band) keep(a appointment) error {
	switch {
	case a.what == registration:
		b.truth.acted(b.now)
		return b.plain(b.members[a.member], event.AgentRegistered)
	case a.what == turning:
		b.people[b.members[a.member]].flags |= turned
		return nil
	case a.what == hosting:
		return b.hosts.obey(a.member)
	case a.what >= firstRound:
		r := &b.rounds[a.what-firstRound]
		return b.perform(b.acts[r.act], b.members[a.member], r.at, r.text)
	case a.member < 0:
		b.call(int(a.what))
		return nil
	}
	return b.alone(int(a.what), a.member)
}

// wantedTopic gives the topic of a submolt by its name.
func wantedTopic(topics []prose.Topic, submolt string, random *rand.Rand) uint8 {
	for i, t := range topics {
		if t.Submolt == submolt {
			return uint8(i)
		}
	}
	return uint8(random.IntN(len(topics)))
}
