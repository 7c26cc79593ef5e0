package sim

// appointment is that something happens at a time. Equal times keep the order in which they
// were made, so that a run depends on nothing but scenario and seed.
type appointment struct {
	at     int64 // microseconds since the scenario's start
	number uint64
	who    int32 // the crowd, or a campaign's number
	what   int32 // who knows
	member int32
}

// agenda is a binary heap of appointments. (container/heap would allocate at each push; a
// population of 1.5M agents pushes millions.)
type agenda struct {
	heap []appointment
	made uint64
}

func (a *agenda) add(p appointment) {
	a.made++
	p.number = a.made
	a.heap = append(a.heap, p)
	for i := len(a.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !before(&a.heap[i], &a.heap[up]) {
			return
		}
		a.heap[i], a.heap[up] = a.heap[up], a.heap[i]
		i = up
	}
}

func (a *agenda) next() (appointment, bool) {
	if len(a.heap) == 0 {
		return appointment{}, false
	}
	first, last := a.heap[0], len(a.heap)-1
	a.heap[0] = a.heap[last]
	a.heap = a.heap[:last]
	for i := 0; ; {
		least := i
		for _, below := range [2]int{2*i + 1, 2*i + 2} {
			if below < last && before(&a.heap[below], &a.heap[least]) {
				least = below
			}
		}
		if least == i {
			return first, true
		}
		a.heap[i], a.heap[least] = a.heap[least], a.heap[i]
		i = least
	}
}

func before(x, y *appointment) bool {
	if x.at != y.at {
		return x.at < y.at
	}
	return x.number < y.number
}
