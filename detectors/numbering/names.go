package numbering

import "slices"

// Names gives names numbers, from 0 on. The zero value has none.
type Names struct {
	numbers map[string]int32
	names   []string
}

// Number gives the number of a name, a new one if it has none.
func (n *Names) Number(name string) int32 {
	if number, known := n.numbers[name]; known {
		return number
	}
	if n.numbers == nil {
		n.numbers = map[string]int32{}
	}
	number := int32(len(n.names))
	n.numbers[name] = number
	n.names = append(n.names, name)
	return number
}

// Find gives the number of a name, if it has one.
func (n *Names) Find(name string) (number int32, known bool) {
	number, known = n.numbers[name]
	return number, known
}

// Name gives the name that has a number.
func (n *Names) Name(number int32) string { return n.names[number] }

// Len is how many names there are.
func (n *Names) Len() int { return len(n.names) }

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
	return &Renumbering{&from, n, slices.Repeat([]int32{-1}, from.Len())}
}

// Number gives the new number of a name.
func (r *Renumbering) Number(old int32) int32 {
	if r.became[old] < 0 {
		r.became[old] = r.to.Number(r.from.names[old])
	}
	return r.became[old]
}
