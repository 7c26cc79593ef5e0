package sybil

import (
	"math"
	"time"
)

// Parameters of batches. The README reasons them.
const (
	leastBatch  = 8                // accounts of one hand before it is said
	leastValues = 32               // owners, address blocks or clients that a forum has, seen or not
	enoughNats  = 3.0              // of evidence that an account came from where the others of its batch did
	growth      = 1.1              // a batch is looked at again when it has grown by so much
	smallBatch  = 32               // and at every account until then
	lull        = 10 * time.Minute // or when nobody has joined it for so long: the last of a batch are less than a tenth
	priorWeight = 1.0              // pseudo-counts of the base rate within a batch

	sameMeaning       = 52  // signs of 256 in which two descriptions of one meaning differ at most: a cosine of 0.8
	mostOfDescription = 2.0 // nats: with names alone it is not enough
)

// What an account is known by: where it came from, and what it says of itself.
const (
	owner = iota
	net
	client
	origins     // the number of those
	description = origins
	marks       = origins + 1
)

// newcomer is an account that registered within the window.
type newcomer struct {
	name  string       // its id
	row   int32        // of its registration
	has   [marks]int32 // a number for each; 0: unknown
	items []string     // what it wrote, oldest first
}

// likeness is what the accounts of a batch have in common.
type likeness int

const (
	named     likeness = iota // a part of their names
	described                 // what they say of themselves
)

// batch is accounts that have something in common.
type batch struct {
	key      string
	by       likeness
	accounts []int32 // numbers of newcomers, in order of arrival
	next     int     // how many there must be before it is looked at again
	members  []int32 // who is one hand's, as of the last look
	evidence float64 // nats, the mean over the members
	shared   [marks]float64
}

// tells reports whether a mark says anything of a batch beyond what it has in common. A framework
// gives those who use it a client and a description.
func (b *batch) tells(mark int) bool {
	return b.by == named || mark != client && mark != description
}

// nats is what a mark says for one hand, where in of the n accounts of a batch have its value, and
// out of the others who registered.
func nats(mark int, in, n, out, others float64) float64 {
	q := (out + 1) / (others + leastValues)
	p := (in - 1 + priorWeight*q) / (n - 1 + priorWeight)
	if mark == description {
		// Most of one hand's accounts say different things too; and who has a like name may be about the like.
		return min(max(0, math.Log(p/q)), mostOfDescription)
	}
	return math.Log(p / q)
}

// look works out which accounts of a batch came from one hand. For each mark (owner, address block,
// client, description) an account's evidence is ln(p/q): p is how often the others of the batch have
// its value, q how often everybody else who registered has. So what everybody has (a data
// centre, the common client) is no evidence, and nor is what an account has for itself.
func (a *arrivals) look(b *batch) {
	var within [marks]map[int32]int
	for mark := range within {
		within[mark] = map[int32]int{}
		for _, n := range b.accounts {
			within[mark][a.newcomers[n].has[mark]]++
		}
	}
	n, others := float64(len(b.accounts)), float64(len(a.newcomers)-len(b.accounts))
	sums, all := make([]float64, len(b.accounts)), make([][marks]float64, len(b.accounts))
	strong := 0
	for i, at := range b.accounts {
		for mark, value := range a.newcomers[at].has {
			if value == 0 || !b.tells(mark) {
				continue // unknown, or nothing new
			}
			in := float64(within[mark][value])
			all[i][mark] = nats(mark, in, n, float64(a.counts[mark][value])-in, others)
			sums[i] += all[i][mark]
		}
		if sums[i] >= enoughNats {
			strong++
		}
	}
	enough := enoughNats
	if 2*strong > len(b.accounts) {
		enough = 0 // what they have in common makes the rest more likely theirs than not
	}
	b.members, b.evidence, b.shared = nil, 0, [marks]float64{}
	for i, at := range b.accounts {
		if strong < leastBatch || sums[i] < enough {
			continue
		}
		b.members = append(b.members, at)
		b.evidence += sums[i]
		for mark := range all[i] {
			b.shared[mark] += all[i][mark]
		}
	}
	if len(b.members) == 0 {
		return
	}
	b.evidence /= float64(len(b.members))
	for mark := range b.shared {
		b.shared[mark] /= float64(len(b.members))
	}
}
