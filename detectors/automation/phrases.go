package automation

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"
)

// phrasesOf hashes each run of words of a normalised text, once: 32 bits are enough for the few thousand of one
// account. A text of fewer words is one.
func phrasesOf(normal string) []uint32 {
	words := strings.FieldsFunc(normal, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	if len(words) == 0 {
		return nil
	}
	out := make([]uint32, 0, min(phrases, max(1, len(words)+1-phrase)))
	var h xxhash.Digest
	for i := 0; i == 0 || i+phrase <= len(words) && len(out) < phrases; i++ {
		h.Reset()
		for _, w := range words[i:min(i+phrase, len(words))] {
			h.WriteString(w)
			h.WriteString(" ")
		}
		if p := uint32(h.Sum64()); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// shared counts the phrases, of at most as many as count, that are among others.
func shared(pieces, others []uint32) int {
	var table [4 * phrases]uint8 // of pieces, one more than their place; they are hashes, and spread
	for i, p := range pieces {
		slot := p % uint32(len(table))
		for table[slot] != 0 {
			slot = (slot + 1) % uint32(len(table))
		}
		table[slot] = uint8(i + 1)
	}
	var met uint64
	for _, p := range others {
		for slot := p % uint32(len(table)); table[slot] != 0; slot = (slot + 1) % uint32(len(table)) {
			if i := table[slot] - 1; pieces[i] == p {
				met |= 1 << i
			}
		}
	}
	return bits.OnesCount64(met)
}

func longer(s string, runes int) bool {
	n := 0
	for range s {
		if n++; n >= runes {
			return true
		}
	}
	return false
}
