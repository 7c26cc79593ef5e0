package sybil

import "math"

// Parameters of batches. The README reasons them.
const (
	leastBatch  = 8   // accounts of one hand before it is said
	leastValues = 32  // owners, address blocks or clients that a forum has, seen or not
	enoughNats  = 3.0 // of evidence that an account came from where the others of its batch did
	growth      = 1.1 // a batch is looked at again when it has grown by so much
	smallBatch  = 32  // and at every account until then
	priorWeight = 1.0 // pseudo-counts of the base rate within a batch
)

// origins are where an account came from, each as a number; 0: unknown.
type origins [3]int32 // owner, net, client

// newcomer is an account that registered within the window.
type newcomer struct {
	name  string // its id
	row   int32  // of its registration
	from  origins
	items []string // what it wrote, oldest first
}

// batch is accounts whose names have something in common.
type batch struct {
	accounts []int32 // numbers of newcomers, in order of arrival
	next     int     // how many there must be before it is looked at again
	members  []int32 // who is one hand's, as of the last look
	evidence float64 // nats, the mean over the members
	shared   [3]float64
}

// look works out which accounts of a batch came from one hand. For each origin (owner, address
// block, client) an account's evidence is ln(p/q): p is how often the others of the batch have
// its value, q how often everybody else who registered has. So what everybody has (a data
// centre, the common client) is no evidence, and nor is what an account has for itself.
func (a *arrivals) look(b *batch) {
	var within [3]map[int32]int
	for kind := range within {
		within[kind] = map[int32]int{}
		for _, n := range b.accounts {
			within[kind][a.newcomers[n].from[kind]]++
		}
	}
	n, outside := float64(len(b.accounts)), float64(len(a.newcomers)-len(b.accounts))
	sums, all := make([]float64, len(b.accounts)), make([][3]float64, len(b.accounts))
	strong := 0
	for i, at := range b.accounts {
		for kind, value := range a.newcomers[at].from {
			if value == 0 {
				continue // unknown
			}
			in := float64(within[kind][value])
			out := float64(a.counts[kind][value]) - in
			q := (out + 1) / (outside + leastValues)
			p := (in - 1 + priorWeight*q) / (n - 1 + priorWeight)
			all[i][kind] = math.Log(p / q)
			sums[i] += all[i][kind]
		}
		if sums[i] >= enoughNats {
			strong++
		}
	}
	enough := enoughNats
	if 2*strong > len(b.accounts) {
		enough = 0 // the names alone make the rest more likely theirs than not
	}
	b.members, b.evidence, b.shared = nil, 0, [3]float64{}
	for i, at := range b.accounts {
		if strong < leastBatch || sums[i] < enough {
			continue
		}
		b.members = append(b.members, at)
		b.evidence += sums[i]
		for kind := range all[i] {
			b.shared[kind] += all[i][kind]
		}
	}
	if len(b.members) == 0 {
		return
	}
	b.evidence /= float64(len(b.members))
	for kind := range b.shared {
		b.shared[kind] /= float64(len(b.members))
	}
}
