package votes

import (
	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/numbering"
)

// gifts are how many votes agents gave each other. There are nearly as many pairs as votes.
type gifts struct {
	pairs column.List[gift] // in the order of their first votes
	index numbering.Index
}

// gift is the votes of one agent for another.
type gift struct{ from, to, votes int32 }

// pair is who votes and for whom, or on what, as one number.
func pair(from, to int32) uint64 { return uint64(uint32(from))<<32 | uint64(uint32(to)) }

func (x *gifts) slot(from, to int32) int {
	return x.index.Find(pair(from, to), func(n int32) bool { return x.pairs.At(n).from == from && x.pairs.At(n).to == to })
}

// add counts a vote.
func (x *gifts) add(from, to int32) {
	x.index.Reserve(func(n int32) uint64 { return pair(x.pairs.At(n).from, x.pairs.At(n).to) })
	slot := x.slot(from, to)
	number, known := x.index.At(slot)
	if !known {
		number = x.pairs.Add(gift{from: from, to: to})
		x.index.Put(slot, number)
	}
	x.pairs.At(number).votes++
}

// of gives how many votes an agent gave another.
func (x *gifts) of(from, to int32) int32 {
	if x.pairs.Len() == 0 {
		return 0
	}
	number, known := x.index.At(x.slot(from, to))
	if !known {
		return 0
	}
	return x.pairs.At(number).votes
}
