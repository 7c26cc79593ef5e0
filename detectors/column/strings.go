package column

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/cespare/xxhash/v2"
)

const (
	page     = 1 << 16 // bytes that are kept in one piece; a longer string has a piece of its own
	uuidText = 36      // characters of a UUID
	stride   = 8       // strings, of the first of which it is known where it begins
)

// Strings are strings, numbered from 0 on in the order in which they were added: up to 4 GiB of them. The zero
// value has none.
type Strings struct {
	pages [][]byte
	begin List[uint32] // of the first of each stride: its page and its place there
	size  int
}

// packed is a string as it is kept: a UUID is its bytes.
type packed struct {
	bytes []byte
	uuid  bool
}

// pack packs a string, in room if it is enough.
func pack(s string, room []byte) packed {
	if len(s) == uuidText && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		if id, ok := unhex(s, room[:0]); ok {
			return packed{id, true}
		}
	}
	return packed{append(room[:0], s...), false}
}

// unhex gives the bytes of a UUID; false if it is not written as text writes it.
func unhex(s string, room []byte) (id []byte, ok bool) {
	for i := 0; i < len(s); i += 2 {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			i++
		}
		high, low := digit(s[i]), digit(s[i+1])
		if high > 15 || low > 15 {
			return room, false
		}
		room = append(room, high<<4|low)
	}
	return room, true
}

func digit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

func (p packed) text() string {
	if !p.uuid {
		return string(p.bytes)
	}
	var text [uuidText]byte
	at := 0
	for i, b := range p.bytes {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			text[at] = '-'
			at++
		}
		hex.Encode(text[at:], []byte{b})
		at += 2
	}
	return string(text[:])
}

// room is enough for a string of the usual length.
type room [64]byte

// Hash is that of a string, the same as Strings.Hash gives of it.
func Hash(s string) uint64 {
	var r room
	return xxhash.Sum64(pack(s, r[:]).bytes)
}

// Add adds a string at the end, and gives its number.
func (x *Strings) Add(s string) (number int32) {
	var r room
	p := pack(s, r[:])
	var head [binary.MaxVarintLen64]byte
	size := uint64(len(p.bytes)) << 1
	if p.uuid {
		size |= 1
	}
	n := binary.PutUvarint(head[:], size)
	last := len(x.pages) - 1
	if last < 0 || len(x.pages[last])+n+len(p.bytes) > cap(x.pages[last]) {
		last = x.turn(n + len(p.bytes))
	}
	if x.size%stride == 0 {
		x.begin.Add(uint32(last)<<16 | uint32(len(x.pages[last])))
	}
	x.pages[last] = append(append(x.pages[last], head[:n]...), p.bytes...)
	x.size++
	return int32(x.size - 1)
}

// turn begins a page with room for so many bytes at least. The first ones are small: most lists are.
func (x *Strings) turn(least int) (last int) {
	size := min(page, 1<<10<<min(len(x.pages), 6))
	x.pages = append(x.pages, make([]byte, 0, max(size, least)))
	return len(x.pages) - 1
}

func (x *Strings) packed(number int32) packed {
	begin := *x.begin.At(number / stride)
	page, bytes := begin>>16, x.pages[begin>>16][begin&0xffff:]
	for range number % stride {
		size, n := sized(bytes)
		if bytes = bytes[n+int(size>>1):]; len(bytes) == 0 {
			page++
			bytes = x.pages[page]
		}
	}
	size, n := sized(bytes)
	return packed{bytes[n : n+int(size>>1)], size&1 == 1}
}

// sized reads what stands before a string, in so many bytes: twice its size, and one more for a UUID.
func sized(bytes []byte) (size uint64, n int) {
	if bytes[0] < 0x80 { // by hand: most are short, and many are passed over
		return uint64(bytes[0]), 1
	}
	return binary.Uvarint(bytes)
}

// At gives a string.
func (x *Strings) At(number int32) string { return x.packed(number).text() }

// Is reports whether a string is another.
func (x *Strings) Is(number int32, s string) bool {
	var r room
	p, q := x.packed(number), pack(s, r[:])
	return p.uuid == q.uuid && string(p.bytes) == string(q.bytes)
}

// Hash is that of a string.
func (x *Strings) Hash(number int32) uint64 { return xxhash.Sum64(x.packed(number).bytes) }

// Len is how many strings were added.
func (x *Strings) Len() int { return x.size }

// Forget lets go of the strings before one, as far as they fill pages: nobody asks for them any more.
func (x *Strings) Forget(before int32) {
	first := len(x.pages) - 1 // page that is still needed
	if int(before) < x.Len() {
		first = int(*x.begin.At(before / stride) >> 16)
	}
	for i := first - 1; i >= 0 && x.pages[i] != nil; i-- {
		x.pages[i] = nil
	}
	x.begin.Forget(before / stride)
}
