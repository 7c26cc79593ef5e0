package disjoint

// Sets gives for each number another of its set, or itself. What was never asked for is a set of
// its own.
type Sets map[int32]int32

// Find gives the least member of the set of x.
func (s Sets) Find(x int32) int32 {
	for {
		p, ok := s[x]
		if !ok {
			s[x] = x
			return x
		}
		if p == x {
			return x
		}
		x = p
	}
}

// Join makes the sets of x and y one.
func (s Sets) Join(x, y int32) {
	x, y = s.Find(x), s.Find(y)
	s[max(x, y)] = min(x, y)
}
