package neardup

// Winnower makes the pieces of texts. Its memory is used again: one goroutine at a time. The
// zero value is ready.
type Winnower struct {
	runes  []rune
	hashes []uint32
	seen   map[uint32]struct{}
}

// Pieces appends to to the winnowed hashes of a normalised text (internal/text), in order, each
// once: of every Window pieces of Piece runes in a row, the least hash (Schleimer, Wilkerson,
// Aiken: Winnowing, SIGMOD 2003, section 3). Whatever two texts share of at least
// Piece+Window−1 runes gives them a piece in common.
//
// A hash has 32 bits: of ten million pieces kept, one of 430 meets a stranger, and a passage is
// twenty.
func (w *Winnower) Pieces(normalized string, p Params, to []uint32) []uint32 {
	w.runes = appendPlain(w.runes[:0], normalized)
	if len(w.runes) < p.Piece {
		return to
	}
	w.roll(p.Piece)
	if w.seen == nil {
		w.seen = make(map[uint32]struct{}, len(w.hashes)/2)
	}
	clear(w.seen)
	last := -1
	for from := 0; ; from++ {
		end := min(from+p.Window, len(w.hashes))
		least := from
		if last >= from && last < end { // only what came in at the end can be less
			least = last
			if w.hashes[end-1] <= w.hashes[least] {
				least = end - 1
			}
		} else {
			for i := from + 1; i < end; i++ {
				if w.hashes[i] <= w.hashes[least] {
					least = i
				}
			}
		}
		if least != last {
			last = least
			if _, twice := w.seen[w.hashes[least]]; !twice {
				w.seen[w.hashes[least]] = struct{}{}
				to = append(to, w.hashes[least])
			}
		}
		if end == len(w.hashes) {
			return to
		}
	}
}

// roll hashes each piece of so many runes: Rabin and Karp's rolling hash, then mixed, since its
// low bits are poor.
func (w *Winnower) roll(piece int) {
	const base = 0x9e3779b97f4a7c15
	rolling, leading := uint64(0), uint64(1)
	for range piece - 1 {
		leading *= base
	}
	w.hashes = w.hashes[:0]
	for i, r := range w.runes {
		if i >= piece {
			rolling -= leading * uint64(w.runes[i-piece])
		}
		rolling = rolling*base + uint64(r)
		if i >= piece-1 {
			w.hashes = append(w.hashes, mix(rolling))
		}
	}
}

// mix is the finaliser of MurmurHash3 (Appleby 2011).
func mix(x uint64) uint32 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return uint32((x ^ x>>33) >> 32)
}
