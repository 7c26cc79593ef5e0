package numbering

import (
	"slices"

	"github.com/moltwatch/moltwatch/detectors/column"
)

// Names gives names numbers, from 0 on. The zero value has none. A UUID takes some thirty bytes, where a map
// takes a hundred.
type Names struct {
	names column.Strings // by number
	index Index
}

// Number gives the number of a name, a new one if it has none.
func (n *Names) Number(name string) int32 {
	n.index.Reserve(n.names.Hash)
	slot := n.slot(name)
	if number, known := n.index.At(slot); known {
		return number
	}
	number := n.names.Add(name)
	n.index.Put(slot, number)
	return number
}

func (n *Names) slot(name string) int {
	return n.index.Find(column.Hash(name), func(number int32) bool { return n.names.Is(number, name) })
}

// Find gives the number of a name, if it has one.
func (n *Names) Find(name string) (number int32, known bool) {
	if n.Len() == 0 {
		return 0, false
	}
	return n.index.At(n.slot(name))
}

// Name gives the name that has a number.
func (n *Names) Name(number int32) string { return n.names.At(number) }

// Len is how many names there are.
func (n *Names) Len() int { return n.names.Len() }

// Renumbering gives the names that are still used new numbers, by their old ones.
type Renumbering struct {
	from   *Names
	to     *Names
	became []int32
}

// Renumber begins to number anew: n is emptied, and has a name again once it is asked for.
func (n *Names) Renumber() *Renumbering {
	from := *n
	*n = Names{}
	from.index = Index{} // nobody looks for an old one
	return &Renumbering{&from, n, slices.Repeat([]int32{-1}, from.Len())}
}

// Number gives the new number of a name.
func (r *Renumbering) Number(old int32) int32 {
	if r.became[old] < 0 {
		r.became[old] = r.to.Number(r.from.names.At(old))
	}
	return r.became[old]
}
