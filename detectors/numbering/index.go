package numbering

import "encoding/binary"

// Index finds numbers by the hash of what they stand for, by open addressing with linear probing
// (Knuth, The Art of Computer Programming 3, section 6.4): some four bytes a number, six once they are beyond
// sixteen million, where a map takes thirty. The zero value is empty.
type Index struct {
	slots []byte // of each slot one more than a number; 0: free
	room  int    // slots
	used  int
	wide  bool // a slot has four bytes, and not three
}

const (
	leastSlots = 1024
	fullest    = 0.8 // share of the slots in use
	narrow     = 3   // bytes of a slot
	broad      = 4
)

// Reserve makes room for one number more. hash gives that of a number in the Index.
func (x *Index) Reserve(hash func(number int32) uint64) {
	if float64(x.used) < fullest*float64(x.room) {
		return
	}
	old := *x
	x.room = max(leastSlots, old.room+old.room/4)
	x.slots = make([]byte, x.room*x.width())
	for i := range old.room {
		entry := old.entry(i)
		if entry == 0 {
			continue
		}
		slot := x.begin(hash(entry - 1))
		for x.entry(slot) != 0 {
			slot = x.after(slot)
		}
		x.set(slot, entry)
	}
}

func (x *Index) width() int {
	if x.wide {
		return broad
	}
	return narrow
}

func (x *Index) entry(slot int) int32 {
	if x.wide {
		return int32(binary.LittleEndian.Uint32(x.slots[broad*slot:]))
	}
	bytes := x.slots[narrow*slot:][:narrow]
	return int32(bytes[0]) | int32(bytes[1])<<8 | int32(bytes[2])<<16
}

func (x *Index) set(slot int, entry int32) {
	if x.wide {
		binary.LittleEndian.PutUint32(x.slots[broad*slot:], uint32(entry))
		return
	}
	bytes := x.slots[narrow*slot:][:narrow]
	bytes[0], bytes[1], bytes[2] = byte(entry), byte(entry>>8), byte(entry>>16)
}

// widen makes the slots four bytes wide.
func (x *Index) widen() {
	old := *x
	x.wide, x.slots = true, make([]byte, broad*x.room)
	for slot := range x.room {
		x.set(slot, old.entry(slot))
	}
}

// Find gives the slot where a number stands, or would. is reports whether a number with about that
// hash stands for what is looked for. There must be room: see Reserve.
func (x *Index) Find(hash uint64, is func(number int32) bool) (slot int) {
	slot = x.begin(hash)
	for {
		entry := x.entry(slot)
		if entry == 0 || is(entry-1) {
			return slot
		}
		slot = x.after(slot)
	}
}

// At gives the number in a slot.
func (x *Index) At(slot int) (number int32, some bool) {
	entry := x.entry(slot)
	return entry - 1, entry != 0
}

// Put puts a number in a slot that Find gave, in place of what was there.
func (x *Index) Put(slot int, number int32) {
	if x.entry(slot) == 0 {
		x.used++
	}
	if number+1 >= 1<<(8*narrow) && !x.wide {
		x.widen()
	}
	x.set(slot, number+1)
}

// Clear empties the Index, and lets go of room of which it has used little.
func (x *Index) Clear() {
	if x.room > max(leastSlots, 4*x.used) {
		*x = Index{}
		return
	}
	x.wide, x.used, x.slots = false, 0, x.slots[:narrow*x.room]
	clear(x.slots)
}

// begin scatters hashes over the slots, whatever they are like (Fibonacci hashing, ibid.).
func (x *Index) begin(hash uint64) int {
	return int(hash * 0x9e3779b97f4a7c15 >> 32 * uint64(x.room) >> 32)
}

func (x *Index) after(slot int) int {
	if slot++; slot < x.room {
		return slot
	}
	return 0
}
