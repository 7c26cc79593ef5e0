package detectors

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// A flag that lists agents and items with the longest ids that are taken, and those that JSON makes the longest, goes on the
// topic whole: a detector whose flag does not fit would fail at it for ever.
func TestAFlagFitsTheTopicHoweverLongItsIDsAre(t *testing.T) {
	const longest = 256
	at := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)
	for name, of := range map[string]string{"plain": "x", "control": "\x01", "quotes": `"`, "no UTF-8": "\xff", "separators": "\u2028", "Chinese": "\u4e2d"} {
		f := event.Flag{
			V: event.Version, ID: "f", Revision: 1, Detector: "crowd", Version: "1", Kind: "crowd", Severity: event.SeverityHigh, Time: event.At(at),
			Window: event.Window{Start: event.At(at), End: event.At(at)}, AgentsTotal: 1500, ItemsTotal: 2500,
		}
		id := strings.Repeat(of, longest/len(of))
		f.Agents, f.Items = slices.Repeat([]string{id}, 1500), slices.Repeat([]string{id}, 2500)
		r, agents, items := result{worker: &worker{name: "crowd"}, span: Span{From: at.Add(-time.Second), To: at}}, 0, 0
		for _, part := range Parts(f) {
			r.flags = append(r.flags, part)
			agents, items = agents+len(part.Agents), items+len(part.Items)
		}
		if err := r.encode(); err != nil || agents != 1500 || items != 2500 {
			t.Errorf("%s: %d parts list %d agents and %d items (%v)", name, len(r.flags), agents, items, err)
		}
		for _, part := range r.flags {
			encoded, err := event.Encode(part)
			listed := 0
			for _, id := range slices.Concat(part.Agents, part.Items) {
				listed += sizeOf(id)
			}
			if bare := len(encoded) - listed; err != nil || bare < 0 || bare > 1<<10 {
				t.Errorf("%s: a part of %d bytes lists ids of %d (%v)", name, len(encoded), listed, err)
			}
		}
	}
}

// As few as a message may list is as many as it lists, where ids are as usual.
func TestAFlagIsCutAtAThousand(t *testing.T) {
	id := strings.Repeat("0", 36)
	parts := Parts(event.Flag{Agents: slices.Repeat([]string{id}, 2001), Items: slices.Repeat([]string{id}, 1000)})
	if len(parts) != 3 || len(parts[0].Agents) != 1000 || len(parts[2].Agents) != 1 || len(parts[0].Items) != 1000 || parts[1].Items == nil || len(parts[1].Items) != 0 {
		t.Errorf("it is cut into %d parts", len(parts))
	}
}
