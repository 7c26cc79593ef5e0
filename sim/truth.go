package sim

import (
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Truth says who did what. It is the format of the labels of a real corpus, and Complete:
// whoever is in no case is innocent.
type Truth struct {
	Scenario  string    `json:"scenario"`
	Seed      uint64    `json:"seed"`
	Complete  bool      `json:"complete"`
	Cases     []Case    `json:"cases"`
	Negatives []Case    `json:"negatives"` // look-alikes
	Agents    []Account `json:"-"`         // everybody, whether they did something or not
	Submolts  []string  `json:"-"`
}

// Case is a campaign, or something innocent that looks like one.
type Case struct {
	ID          string            `json:"id"`
	Class       string            `json:"cls"`
	Description string            `json:"description"`
	Agents      map[string]string `json:"agents"` // ids by name
	Items       []string          `json:"item_ids"`
	First       *event.Time       `json:"first,omitempty"` // of what it did; absent: nothing
	Last        *event.Time       `json:"last,omitempty"`
	Onset       *event.Time       `json:"onset,omitempty"`
	Expect      string            `json:"expect"`
}

// Account is an agent of a scenario.
type Account struct{ ID, Name, Description string }

// notSanctioned is what an innocent case deserves.
const notSanctioned = "no sanction"

// register keeps the truth of one campaign as it comes about.
type register struct {
	campaign    *Campaign
	members     []int32
	items       []string
	first, last int64
	begun       bool
}

func newRegister(c *Campaign) *register { return &register{campaign: c} }

func (r *register) member(who int32)  { r.members = append(r.members, who) }
func (r *register) wrote(item string) { r.items = append(r.items, item) }

func (r *register) acted(now int64) {
	if !r.begun {
		r.begun, r.first = true, now
	}
	r.last = now
}

// truth tells of every campaign.
func (w *world) truth() Truth {
	t := Truth{Scenario: w.Name, Seed: w.seed, Complete: true, Cases: []Case{}, Negatives: []Case{}}
	add := func(r *register) {
		if r.campaign.Innocent {
			t.Negatives = append(t.Negatives, w.tell(r))
		} else {
			t.Cases = append(t.Cases, w.tell(r))
		}
	}
	for _, b := range w.bands {
		for _, who := range b.members {
			b.truth.member(who)
		}
		add(b.truth)
		if b.hosts != nil && len(b.hosts.hosts) > 0 {
			add(b.hosts.truth)
		}
		if b.victim >= 0 && !b.Innocent {
			framed := newRegister(&Campaign{Name: b.Name + "-victim", Class: "framed_victim", Innocent: true})
			framed.member(b.victim)
			add(framed)
		}
	}
	t.Agents = make([]Account, len(w.people))
	for i := range w.people {
		who := int32(i)
		t.Agents[i] = Account{ID: w.agentID(who), Name: w.name(who)}
	}
	t.Submolts = append(t.Submolts, general)
	for _, topic := range w.topics {
		t.Submolts = append(t.Submolts, topic.Submolt)
	}
	return t
}

func (w *world) tell(r *register) Case {
	c := Case{
		ID: r.campaign.Name, Class: r.campaign.Class, Description: r.campaign.Describe(), Expect: r.campaign.Expect,
		Agents: map[string]string{}, Items: r.items,
	}
	if r.campaign.Innocent {
		c.Expect = notSanctioned
	}
	if c.Items == nil {
		c.Items = []string{}
	}
	for _, who := range r.members {
		f := w.face(who)
		c.Agents[f.Name] = f.ID
	}
	if r.begun {
		first, last, onset := at(r.first), at(r.last), at(r.first)
		c.First, c.Last, c.Onset = &first, &last, &onset
	}
	return c
}

// at gives the time of the forum's clock.
func at(micros int64) event.Time {
	return event.At(Epoch.Add(time.Duration(micros) * time.Microsecond))
}
