package neardup

import "math/bits"

// fingerprints gives the winnowed hashes of a normalised text in order, each once: of every
// Window pieces of Piece runes in a row, the least hash (Schleimer, Wilkerson, Aiken:
// Winnowing, SIGMOD 2003, section 3). Whatever two texts share of at least Piece+Window−1
// runes gives them a fingerprint in common.
func fingerprints(normalized string, p Params) []uint64 {
	runes := []rune(normalized)
	if len(runes) < p.Piece {
		return nil
	}
	hashes := make([]uint64, 0, len(runes)-p.Piece+1)
	const base = 0x9e3779b97f4a7c15
	rolling, leading := uint64(0), uint64(1)
	for range p.Piece - 1 {
		leading *= base
	}
	for i, r := range runes { // Rabin and Karp's rolling hash, then mixed: its low bits are poor
		if i >= p.Piece {
			rolling -= leading * uint64(runes[i-p.Piece])
		}
		rolling = rolling*base + uint64(r)
		if i >= p.Piece-1 {
			hashes = append(hashes, mix(rolling))
		}
	}
	var out []uint64
	seen := make(map[uint64]struct{}, len(hashes)/2)
	last := -1
	for from := 0; ; from++ {
		to := min(from+p.Window, len(hashes))
		least := from
		for i := from + 1; i < to; i++ {
			if hashes[i] <= hashes[least] {
				least = i
			}
		}
		if least != last {
			last = least
			if _, twice := seen[hashes[least]]; !twice {
				seen[hashes[least]] = struct{}{}
				out = append(out, hashes[least])
			}
		}
		if to == len(hashes) {
			return out
		}
	}
}

// mix is the finaliser of MurmurHash3 (Appleby 2011).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return bits.RotateLeft64(x^x>>33, 17)
}
