package neardup

import (
	"cmp"
	"slices"
)

// reach is how many kept pieces back a piece's neighbours in a passage are looked for: edits
// of a few words do not tear it apart.
const reach = 4

// passages is who shares what.
type passages struct {
	Params
	posting map[uint32][]int32 // texts that have a piece, rising
	parent  map[uint32]uint32  // union-find over pieces
}

// findPassages joins pieces that follow each other in texts and are in nearly the same texts.
// It is the pieces that are joined, not the texts: so a text that has the passages of two
// campaigns does not make them one.
func findPassages(texts [][]uint32, p Params) *passages {
	x := &passages{p, map[uint32][]int32{}, map[uint32]uint32{}}
	for i, pieces := range texts {
		for _, h := range pieces {
			x.posting[h] = append(x.posting[h], int32(i))
		}
	}
	tried := map[uint64]struct{}{}
	for _, pieces := range texts {
		var before []uint32
		for _, h := range pieces {
			if !x.shared(h) {
				continue
			}
			for _, g := range before {
				k := uint64(min(g, h))<<32 | uint64(max(g, h))
				if _, done := tried[k]; done {
					continue
				}
				tried[k] = struct{}{}
				if a, b := x.root(g), x.root(h); a != b && jaccard(x.posting[g], x.posting[h]) >= p.Alike {
					x.parent[max(a, b)] = min(a, b)
				}
			}
			if before = append(before, h); len(before) > reach {
				before = before[1:]
			}
		}
	}
	return x
}

func (x *passages) shared(h uint32) bool {
	n := len(x.posting[h])
	return n >= x.Texts && n <= x.Common
}

func (x *passages) root(h uint32) uint32 {
	for {
		up, ok := x.parent[h]
		if !ok {
			return h
		}
		if further, ok := x.parent[up]; ok {
			x.parent[h] = further
		}
		h = up
	}
}

// jaccard compares two rising lists.
func jaccard(a, b []int32) float64 {
	i, j, both := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// assign gives each text the passage of which it has most, 0 for none. Passages that fewer
// than Texts texts have most of are dissolved.
func (x *passages) assign(texts [][]uint32) []uint32 {
	length := map[uint32]int{}
	for h := range x.posting {
		if x.shared(h) {
			length[x.root(h)]++
		}
	}
	out, members := make([]uint32, len(texts)), map[uint32]int{}
	for i, pieces := range texts {
		has := map[uint32]int{}
		for _, h := range pieces {
			if x.shared(h) {
				has[x.root(h)]++
			}
		}
		type part struct {
			passage uint32
			pieces  int
		}
		var parts []part
		for passage, n := range has {
			if length[passage] >= x.Length && 2*n >= x.Length && float64(n) >= x.Share*float64(length[passage]) {
				parts = append(parts, part{passage, n})
			}
		}
		if len(parts) == 0 {
			continue
		}
		most := slices.MaxFunc(parts, func(a, b part) int {
			return cmp.Or(cmp.Compare(a.pieces, b.pieces), cmp.Compare(b.passage, a.passage))
		})
		out[i] = most.passage
		members[most.passage]++
	}
	for i, passage := range out {
		if members[passage] < x.Texts {
			out[i] = 0
		}
	}
	return out
}
