package numbering

// Index finds numbers by the hash of what they stand for, by open addressing with linear probing
// (Knuth, The Art of Computer Programming 3, section 6.4): five to six bytes a number, where a map
// takes thirty. The zero value is empty.
type Index struct {
	slots []int32 // one more than a number; 0: free
	used  int
}

const (
	leastSlots = 1024
	fullest    = 0.8 // share of the slots in use
)

// Reserve makes room for one number more. hash gives that of a number in the Index.
func (x *Index) Reserve(hash func(number int32) uint64) {
	if float64(x.used) < fullest*float64(len(x.slots)) {
		return
	}
	old := x.slots
	x.slots = make([]int32, max(leastSlots, len(old)+len(old)/4))
	for _, entry := range old {
		if entry == 0 {
			continue
		}
		slot := x.begin(hash(entry - 1))
		for x.slots[slot] != 0 {
			slot = x.after(slot)
		}
		x.slots[slot] = entry
	}
}

// Find gives the slot where a number stands, or would. is reports whether a number with about that
// hash stands for what is looked for. There must be room: see Reserve.
func (x *Index) Find(hash uint64, is func(number int32) bool) (slot int) {
	slot = x.begin(hash)
	for x.slots[slot] != 0 && !is(x.slots[slot]-1) {
		slot = x.after(slot)
	}
	return slot
}

// At gives the number in a slot.
func (x *Index) At(slot int) (number int32, some bool) { return x.slots[slot] - 1, x.slots[slot] != 0 }

// Put puts a number in a slot that Find gave, in place of what was there.
func (x *Index) Put(slot int, number int32) {
	if x.slots[slot] == 0 {
		x.used++
	}
	x.slots[slot] = number + 1
}

// Clear empties the Index, and lets go of room of which it has used little.
func (x *Index) Clear() {
	if len(x.slots) > max(leastSlots, 4*x.used) {
		x.slots = nil
	}
	clear(x.slots)
	x.used = 0
}

// begin scatters hashes over the slots, whatever they are like (Fibonacci hashing, ibid.).
func (x *Index) begin(hash uint64) int {
	return int(hash * 0x9e3779b97f4a7c15 >> 32 * uint64(len(x.slots)) >> 32)
}

func (x *Index) after(slot int) int {
	if slot++; slot < len(x.slots) {
		return slot
	}
	return 0
}
