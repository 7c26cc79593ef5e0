package copypasta

// newest finds of each band the latest text that has it: by open addressing with linear probing (Knuth, The Art of
// Computer Programming 3, section 6.4) as package numbering does, but that a slot names a group of texts that are
// numbered one after the other, in two bytes, and the text is looked for among them.
//
// From where a band's slot would be to the next free slot, one names the group of the latest text that has the
// band. Which one is all the same if several do.
type newest struct {
	slots [bands][]uint16 // one more than a group; 0: free
	used  [bands]int
	shift int // a group is 1<<shift texts
}

const (
	leastSlots = 1024
	fullest    = 0.8 // share of the slots in use
)

// clear forgets the texts, and lets go of room of which they used little.
func (l *newest) clear() {
	for b, slots := range l.slots {
		if clear(slots); len(slots) > max(leastSlots, 4*l.used[b]) {
			l.slots[b] = nil
		}
	}
	l.used, l.shift = [bands]int{}, 0
}

func (l *newest) group(number int32) uint16 { return uint16(number>>l.shift) + 1 }

// add makes a text the latest with its bands, and gives those before it; none where there is none. ties are
// those of the texts before it.
func (l *newest) add(t *texts, number int32, ties *ties) (before [bands]int32) {
	for number>>l.shift >= 1<<16-1 {
		l.widen()
	}
	for b := range bands {
		if float64(l.used[b]) >= fullest*float64(len(l.slots[b])) {
			l.grow(b, t, number, ties)
		}
		before[b] = l.turn(b, t, number)
	}
	return before
}

// turn puts a text in the place of the latest with one band.
func (l *newest) turn(b int, t *texts, number int32) (before int32) {
	slots, of := l.slots[b], *t.band(number, b)
	at, found := begin(slots, of), 0
	before = none
	for ; slots[at] != 0; at = after(slots, at) {
		first := int32(slots[at]-1) << l.shift
		if last := t.latest(b, of, max(first, before+1), min(first+1<<l.shift, number)); last != none {
			before, found = last, at
		}
	}
	if before != none {
		at = found
	} else {
		l.used[b]++
	}
	slots[at] = l.group(number)
	return before
}

// widen makes groups of twice as many texts.
func (l *newest) widen() {
	l.shift++
	for b := range bands {
		for i, group := range l.slots[b] {
			if group != 0 {
				l.slots[b][i] = (group-1)>>1 + 1
			}
		}
	}
}

// grow makes more room for a band, in which the texts before one take their places anew.
func (l *newest) grow(b int, t *texts, before int32, ties *ties) {
	room := len(l.slots[b])
	slots := make([]uint16, max(leastSlots, room+room/8))
	next := ties.inOrder(b)
	for n := range before {
		at, free := begin(slots, *t.band(n, b)), uint16(0)
		if other, some := next(n); some { // whose place it took
			free = l.group(other)
		}
		for slots[at] != free {
			at = after(slots, at)
		}
		slots[at] = l.group(n)
	}
	l.slots[b] = slots
}

func begin(slots []uint16, of band) int { return int(of.hash() >> 32 * uint64(len(slots)) >> 32) }

func after(slots []uint16, at int) int {
	if at++; at < len(slots) {
		return at
	}
	return 0
}
