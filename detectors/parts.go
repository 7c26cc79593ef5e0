package detectors

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// FlagID gives the id of an episode: a hash of the detector, of what it is anchored on, and
// of its onset. It stays while the episode grows.
func FlagID(detector, anchor string, onset time.Time) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{detector, anchor, event.At(onset).String()}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Parts cuts a flag that lists more than one message may into the messages that carry it.
func Parts(f event.Flag) []event.Flag {
	n := max(1, chunks(len(f.Agents)), chunks(len(f.Items)))
	parts := make([]event.Flag, n)
	for i := range parts {
		parts[i] = f
		parts[i].Part, parts[i].Parts = i+1, n
		parts[i].Agents = chunk(f.Agents, i)
		parts[i].Items = chunk(f.Items, i)
	}
	return parts
}

func chunks(n int) int { return (n + event.MaxListed - 1) / event.MaxListed }

func chunk(all []string, i int) []string {
	from := min(i*event.MaxListed, len(all))
	return append([]string{}, all[from:min(from+event.MaxListed, len(all))]...)
}
