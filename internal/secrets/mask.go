package secrets

import (
	"slices"
	"strings"
)

// passes bounds how often a masked text is looked at again: what stands beside a secret may be
// one only once its neighbour is gone.
const passes = 4

// Mask replaces each secret and each e-mail address with a mark like [secret:openai_key], and
// gives what was there, by its place in the text given. Wallets and links stay. Masking what is
// masked changes nothing.
func Mask(text string) (string, []Finding) {
	var all []Finding
	masked := text
	pieces := []piece{{0, 0, len(text), false}}
	for range passes {
		found := findHidden(masked)
		if len(found) == 0 {
			break
		}
		for i, f := range found {
			found[i].Start, found[i].End = cover(pieces, f)
			all = append(all, found[i])
		}
		all = apart(all)
		masked, pieces = replace(text, all)
	}
	return masked, all
}

// piece is a run of bytes of a masked text and where it comes from.
type piece struct {
	at       int // in the masked text
	from, to int // in the text given
	mark     bool
}

// cover gives the bytes of the text given that a finding in the masked one comes from. If it
// touches a mark, that is its whole secret.
func cover(pieces []piece, f Finding) (start, end int) {
	first, last := pieces[holding(pieces, f.Start)], pieces[holding(pieces, f.End-1)]
	start, end = first.from, last.to
	if !first.mark {
		start = first.from + f.Start - first.at
	}
	if !last.mark {
		end = last.from + f.End - last.at
	}
	return start, end
}

// holding gives the place of the piece that holds a byte.
func holding(pieces []piece, at int) int {
	n, exact := slices.BinarySearchFunc(pieces, at, func(p piece, at int) int { return p.at - at })
	if !exact {
		n--
	}
	return n
}

// replace puts marks for what was found.
func replace(text string, found []Finding) (string, []piece) {
	var b strings.Builder
	var pieces []piece
	done := 0
	keep := func(to int) {
		if done < to {
			pieces = append(pieces, piece{b.Len(), done, to, false})
			b.WriteString(text[done:to])
		}
	}
	for _, f := range found {
		keep(f.Start)
		pieces = append(pieces, piece{b.Len(), f.Start, f.End, true})
		b.WriteString("[secret:" + f.Kind + "]")
		done = f.End
	}
	keep(len(text))
	return b.String(), pieces
}
