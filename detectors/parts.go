package detectors

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/moltwatch/moltwatch/internal/event"
)

// FlagID gives the id of an episode: a hash of the detector, of what it is anchored on, and
// of its onset. It stays while the episode grows.
func FlagID(detector, anchor string, onset time.Time) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{detector, anchor, event.At(onset).String()}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// maxListedBytes is how much a list of ids may take in one message, as JSON: two lists and the evidence are well below
// maxFlagBytes then, however long the ids are.
const maxListedBytes = 192 << 10

// Parts cuts a flag that lists more than one message may into the messages that carry it.
func Parts(f event.Flag) []event.Flag {
	agents, items := chunks(f.Agents), chunks(f.Items)
	n := max(1, len(agents), len(items))
	parts := make([]event.Flag, n)
	for i := range parts {
		parts[i] = f
		parts[i].Part, parts[i].Parts = i+1, n
		parts[i].Agents, parts[i].Items = chunk(agents, i), chunk(items, i)
	}
	return parts
}

// chunks cuts a list into as few pieces as go into messages.
func chunks(all []string) (pieces [][]string) {
	from, bytes := 0, 0
	for i, id := range all {
		size := sizeOf(id)
		if i-from == event.MaxListed || bytes+size > maxListedBytes && i > from {
			pieces = append(pieces, all[from:i])
			from, bytes = i, 0
		}
		bytes += size
	}
	if from < len(all) {
		pieces = append(pieces, all[from:])
	}
	return pieces
}

// sizeOf is what an id takes in a list, as event.Encode writes it.
func sizeOf(id string) int {
	const quotesAndComma, escaped = 3, 6
	size := quotesAndComma
	for i, r := range id {
		switch {
		case r == '"' || r == '\\':
			size += 2
		case r < ' ' || r == '\u2028' || r == '\u2029', r == utf8.RuneError && id[i] != 0xef: // the last is no UTF-8
			size += escaped
		default:
			size += utf8.RuneLen(r)
		}
	}
	return size
}

func chunk(pieces [][]string, i int) []string {
	if i >= len(pieces) {
		return []string{}
	}
	return slices.Clone(pieces[i])
}
