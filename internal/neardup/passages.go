package neardup

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// reach is how many shared pieces back a piece's neighbours in a passage are looked for: edits
// of a few words do not tear it apart.
const reach = 4

// fewest is how many pieces of a part a text must have to count among those that have it.
const fewest = 2

// passages is who shares what. Pieces that enough texts share are numbered; the others say nothing.
type passages struct {
	Params
	texts  [][]int32 // the shared pieces of each text, in order
	hash   []uint32  // of a piece
	having [][]int32 // texts that have a piece, rising
	parent []int32   // union-find over pieces; the least hash is the root
	length []int     // pieces of the passage of which a piece is the root, once counted
}

// findPassages joins pieces that follow each other in texts and are in nearly the same texts, and
// then parts of passages that are. It is the pieces that are joined, not the texts: so a text
// that has the passages of two campaigns does not make them one.
func findPassages(texts [][]uint32, p Params) *passages {
	x := number(texts, p)
	unlike := map[uint64]struct{}{} // pairs that were compared in vain
	for _, pieces := range x.texts {
		for i, h := range pieces {
			for _, g := range pieces[max(0, i-reach):i] {
				if x.root(g) == x.root(h) || !x.mayBeAlike(g, h) {
					continue
				}
				k := pair(g, h)
				if _, done := unlike[k]; done {
					continue
				}
				if jaccard(x.having[g], x.having[h]) >= p.Alike {
					x.join(g, h)
				} else {
					unlike[k] = struct{}{}
				}
			}
		}
	}
	x.measure()
	x.mend()
	x.measure()
	return x
}

// number finds the pieces that enough texts share. Most are in one text only, and are passed over
// by rough counts without an entry in a map.
func number(texts [][]uint32, p Params) *passages {
	x := &passages{Params: p, texts: make([][]int32, len(texts))}
	rough := roughly(texts)
	enough := uint8(min(p.Texts, math.MaxUint8))
	numbers := map[uint32]int32{}
	for i, pieces := range texts {
		for _, h := range pieces {
			if rough[int(h)&(len(rough)-1)] < enough {
				continue
			}
			n, ok := numbers[h]
			if !ok {
				n = int32(len(x.hash))
				numbers[h] = n
				x.hash, x.having = append(x.hash, h), append(x.having, nil)
			}
			x.having[n] = append(x.having[n], int32(i))
			x.texts[i] = append(x.texts[i], n)
		}
	}
	for i, pieces := range x.texts {
		x.texts[i] = slices.DeleteFunc(pieces, func(n int32) bool { return len(x.having[n]) < p.Texts })
	}
	x.parent = make([]int32, len(x.hash))
	for n := range x.parent {
		x.parent[n] = int32(n)
	}
	return x
}

// roughly counts pieces by their low bits, up to 255: never less than in how many texts one is.
func roughly(texts [][]uint32) []uint8 {
	size := 0
	for _, pieces := range texts {
		size += len(pieces)
	}
	counts := make([]uint8, 1<<bits.Len(uint(2*size)))
	for _, pieces := range texts {
		for _, h := range pieces {
			if c := &counts[int(h)&(len(counts)-1)]; *c < math.MaxUint8 {
				*c++
			}
		}
	}
	return counts
}

func (x *passages) root(n int32) int32 {
	for x.parent[n] != n {
		x.parent[n] = x.parent[x.parent[n]]
		n = x.parent[n]
	}
	return n
}

// join makes one passage of those of two pieces. Its name does not depend on their order.
func (x *passages) join(g, h int32) {
	a, b := x.root(g), x.root(h)
	if x.hash[a] > x.hash[b] {
		a, b = b, a
	}
	x.parent[b] = a
}

// mayBeAlike tells by the numbers of texts alone whether those that have two pieces can be alike
// enough: what they share is at most the fewer of them.
func (x *passages) mayBeAlike(g, h int32) bool {
	a, b := len(x.having[g]), len(x.having[h])
	return float64(min(a, b))/float64(max(a, b)) >= x.Alike
}

// measure counts the pieces of each passage.
func (x *passages) measure() {
	x.length = make([]int, len(x.hash))
	for n, texts := range x.having {
		if len(texts) >= x.Texts {
			x.length[x.root(int32(n))]++
		}
	}
}

// mend joins what heavy edits tore apart: parts of passages that stand in the same texts. Of a
// part a text need only have a share, so that the texts of two parts of one passage are more
// alike than those of two of its pieces.
func (x *passages) mend() {
	having, together := make([]int, len(x.hash)), map[uint64]int{} // texts that have a part, or both of two
	for _, pieces := range x.texts {
		parts := x.parts(pieces)
		for i, a := range parts {
			having[a.passage]++
			for _, b := range parts[i+1:] {
				together[pair(a.passage, b.passage)]++
			}
		}
	}
	for both, n := range together {
		a, b := int32(both>>32), int32(uint32(both))
		if float64(n) >= x.Mend*float64(max(having[a], having[b])) {
			x.join(a, b)
		}
	}
}

// part is how many pieces a text has of a passage.
type part struct {
	passage int32
	pieces  int
}

// parts gives the passages of which a text has its share.
func (x *passages) parts(pieces []int32) (parts []part) {
	roots := make([]int32, len(pieces))
	for i, n := range pieces {
		roots[i] = x.root(n)
	}
	slices.Sort(roots)
	for from := 0; from < len(roots); {
		passage, to := roots[from], from+1
		for to < len(roots) && roots[to] == passage {
			to++
		}
		if n := to - from; n >= fewest && float64(n) >= x.Share*float64(x.length[passage]) {
			parts = append(parts, part{passage, n})
		}
		from = to
	}
	return parts
}

// assign gives each text the passage of which it has most, 0 for none. Passages that fewer
// than Texts texts have most of are dissolved.
func (x *passages) assign() []uint32 {
	out, members := make([]uint32, len(x.texts)), map[uint32]int{}
	for i, pieces := range x.texts {
		parts := slices.DeleteFunc(x.parts(pieces), func(p part) bool {
			return x.length[p.passage] < x.Length || 2*p.pieces < x.Length
		})
		if len(parts) == 0 {
			continue
		}
		most := slices.MaxFunc(parts, func(a, b part) int {
			return cmp.Or(cmp.Compare(a.pieces, b.pieces), cmp.Compare(x.hash[b.passage], x.hash[a.passage]))
		})
		out[i] = x.hash[most.passage]
		members[out[i]]++
	}
	for i, passage := range out {
		if members[passage] < x.Texts {
			out[i] = 0
		}
	}
	return out
}

// pair is a key for two numbers, whichever comes first.
func pair(a, b int32) uint64 { return uint64(min(a, b))<<32 | uint64(uint32(max(a, b))) }

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
