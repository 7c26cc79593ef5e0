package sim

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"github.com/moltwatch/moltwatch/internal/event"
)

// person is one account. A forum may have 1.5 million of them, so it holds numbers only; its
// id, name and voice follow from the seed and its number.
type person struct {
	rate   float32 // activity, in that of the median agent; 0: it has no life of its own
	owner  uint32  // 0: nobody claimed it
	net    uint32
	band   int32 // the campaign that made it, or -1
	order  int32 // its place among that campaign's accounts
	taken  uint16
	topic  uint8
	client uint8
	left   uint8 // acts until it sleeps again
	flags  uint8
}

const (
	turned  = 1 << iota // stopped living as it did
	beating             // wakes on a heartbeat of fixed length
	inStep              // wakes together with the others of its campaign
	cast                // a campaign has drawn it from the crowd
	watched             // its words are followed: a ring copies them, or a brigade waits for them
)

const (
	claimedShare  = 0.7
	sharedOwner   = 0.15 // chance that an agent is its owner's further one
	dataCentres   = 6
	dataCentreUse = 0.35
	frameworks    = 12
	beatingShare  = 0.7
	ownNets       = 1000 // numbers below are data centres and campaigns' blocks
	maxRate       = 300
	newTopicShare = 0.45 // chance that an agent has another than the most popular topics
)

// newcomer draws an agent as the crowd has them.
func (w *world) newcomer() person {
	p := person{band: -1, rate: float32(min(maxRate, math.Exp(w.random.NormFloat64()*w.Population.Tail)))}
	p.topic = w.zipfTopic()
	p.client = uint8(min(frameworks-1, int(w.random.ExpFloat64()*2)))
	p.net = ownNets + uint32(len(w.people))
	if w.random.Float64() < dataCentreUse {
		p.net = uint32(w.random.IntN(dataCentres))
	}
	if w.random.Float64() < claimedShare {
		if w.owners == 0 || w.random.Float64() >= sharedOwner {
			w.owners++
		}
		p.owner = w.owners
	}
	if w.random.Float64() < beatingShare {
		p.flags |= beating
	}
	return p
}

// settle gives an agent its place and its name: with a number behind it if others had the
// name before.
func (w *world) settle(p person) int32 {
	who := int32(len(w.people))
	w.people = append(w.people, p)
	key := xxhash.Sum64String(w.plainName(who))
	w.people[who].taken = w.names[key]
	w.names[key]++
	return who
}

// zipfTopic draws a topic: most talk is about few of them.
func (w *world) zipfTopic() uint8 {
	if w.random.Float64() < newTopicShare {
		return uint8(w.random.IntN(len(w.topics)))
	}
	return uint8(min(len(w.topics)-1, int(w.random.ExpFloat64()*2)))
}

func (w *world) plainName(who int32) string {
	p := &w.people[who]
	if p.band >= 0 && w.bands[p.band].batch != nil {
		return w.bands[p.band].batch(int(p.order))
	}
	return w.prose.Name(w.own(who))
}

func (w *world) name(who int32) string {
	name := w.plainName(who)
	if n := w.people[who].taken; n > 0 {
		name += "_" + strconv.Itoa(int(n)+1)
	}
	return name
}

// own is an agent's own source of chance: what follows from it alone is the same each time.
func (w *world) own(who int32) *rand.Rand {
	w.ownSource.Seed(w.seed, uint64(who)+1)
	return w.ownRandom
}

func (w *world) agentID(who int32) string { return w.uuid(0, 1, uint64(who)) }

// uuid gives a version 7 UUID of a time since the start; kind and number make it unique.
func (w *world) uuid(at int64, kind, number uint64) string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:], uint64(Epoch.UnixMilli()+at/1000)<<16|0x7000|w.hash(kind, number)&0xfff)
	binary.BigEndian.PutUint64(id[8:], 1<<63|w.hash(kind+100, number)>>2)
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

func (w *world) hash(kind, number uint64) uint64 {
	var key [24]byte
	binary.LittleEndian.PutUint64(key[:], w.seed)
	binary.LittleEndian.PutUint64(key[8:], kind)
	binary.LittleEndian.PutUint64(key[16:], number)
	return xxhash.Sum64(key[:])
}

// pseudonym stands where a forum has a keyed hash.
func (w *world) pseudonym(kind, number uint64) string {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], w.hash(kind, number))
	return hex.EncodeToString(raw[:])
}

// face is how an agent stands in its actions.
type face struct {
	event.Agent
	event.Origin
}

// face gives it, made when it is needed first: of 1.5 million most never act.
func (w *world) face(who int32) *face {
	for len(w.faces) < len(w.people) {
		w.faces = append(w.faces, nil)
	}
	if w.faces[who] == nil {
		w.faces[who] = &face{event.Agent{ID: w.agentID(who), Name: w.name(who)}, w.origin(who)}
	}
	return w.faces[who]
}

// origin says where an agent calls from.
func (w *world) origin(who int32) event.Origin {
	p := &w.people[who]
	o := event.Origin{
		Net: w.pseudonym(2, uint64(p.net)), Addr: w.pseudonym(3, uint64(p.net)<<32|uint64(who)),
		Client: w.pseudonym(4, uint64(p.client)), Key: w.pseudonym(5, uint64(who)),
	}
	if p.owner != 0 {
		o.Owner = w.pseudonym(6, uint64(p.owner))
	}
	return o
}
