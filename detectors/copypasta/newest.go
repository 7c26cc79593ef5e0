package copypasta

// newest finds of each band the latest text that has it.
type newest struct {
	tables [bands]table
	shift  int // a group is 1<<shift texts
}

// table is open addressing with linear probing (Knuth, The Art of Computer Programming 3, section 6.4) as in package
// numbering, but that a slot names a group of texts that are numbered one after the other, in two bytes, and the text
// is looked for among them; and not before a byte of the band's hash is that of the slot.
//
// From where a band's slot would be to the next free slot, one with the band's tag names the group of the latest text
// that has the band. Which one is all the same if several do.
type table struct {
	tags   []uint8 // of each slot; free: nothing is there
	groups []uint16
	used   int // slots
}

const (
	free       = 0 // a slot's tag
	leastSlots = 1024
	fullest    = 0.92 // share of the slots in use: tags are quickly gone through
)

// clear forgets the texts, and lets go of room of which they used little.
func (l *newest) clear() {
	for b := range l.tables {
		t := &l.tables[b]
		if len(t.tags) > max(leastSlots, 4*t.used) {
			*t = table{}
		}
		clear(t.tags)
		t.used = 0
	}
	l.shift = 0
}

func (l *newest) group(number int32) uint16 { return uint16(number >> l.shift) }

// add makes a text the latest with its bands, and gives those before it; none where there is none. ties are
// those of the texts before it.
func (l *newest) add(t *texts, number int32, ties *ties) (before [bands]int32) {
	for number>>l.shift >= 1<<16 {
		l.widen()
	}
	for b := range bands {
		if of := &l.tables[b]; float64(of.used) >= fullest*float64(len(of.tags)) {
			l.grow(b, t, number, ties)
		}
		before[b] = l.turn(b, t, number)
	}
	return before
}

// turn puts a text in the place of the latest with one band.
func (l *newest) turn(b int, t *texts, number int32) (before int32) {
	in, of := &l.tables[b], *t.band(number, b)
	at, tag := in.begin(of)
	before = none
	found := 0
	for ; in.tags[at] != free; at = in.after(at) {
		if in.tags[at] != tag {
			continue
		}
		first := int32(in.groups[at]) << l.shift
		if last := t.latest(b, of, max(first, before+1), min(first+1<<l.shift, number)); last != none {
			before, found = last, at
		}
	}
	if before != none {
		at = found
	} else {
		in.used++
	}
	in.tags[at], in.groups[at] = tag, l.group(number)
	return before
}

// widen makes groups of twice as many texts.
func (l *newest) widen() {
	l.shift++
	for b := range l.tables {
		groups := l.tables[b].groups
		for i := range groups {
			groups[i] >>= 1
		}
	}
}

// grow makes more room for a band, in which the texts before one take their places anew.
func (l *newest) grow(b int, t *texts, before int32, ties *ties) {
	of := &l.tables[b]
	room := max(leastSlots, len(of.tags)+len(of.tags)/6)
	*of = table{make([]uint8, room), make([]uint16, room), of.used}
	next := ties.inOrder(b)
	for n := range before {
		at, tag := of.begin(*t.band(n, b))
		if other, some := next(n); some { // whose place it takes
			for of.tags[at] != tag || of.groups[at] != l.group(other) {
				at = of.after(at)
			}
		} else {
			for of.tags[at] != free {
				at = of.after(at)
			}
		}
		of.tags[at], of.groups[at] = tag, l.group(n)
	}
}

// begin gives where the slot of a band would be, and its tag.
func (t *table) begin(of band) (at int, tag uint8) {
	hash := of.hash()
	return int(hash >> 32 * uint64(len(t.tags)) >> 32), max(free+1, uint8(hash>>24))
}

func (t *table) after(at int) int {
	if at++; at < len(t.tags) {
		return at
	}
	return 0
}
