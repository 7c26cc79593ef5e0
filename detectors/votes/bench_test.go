package votes

import (
	"fmt"
	"iter"
	"testing"

	"github.com/moltwatch/moltwatch/detectors/detectortest"
)

// BenchmarkWindow says what a day of votes costs: two in three are for an item that had none.
func BenchmarkWindow(b *testing.B) {
	detectortest.Held(b, func(texts iter.Seq[detectortest.Text]) any {
		p, n := newPolls(), 0
		for t := range texts {
			target := t.ID + "-of"
			if n++; n%3 == 0 {
				target = t.Thread
			}
			p.Take(ballot{seen: t.Seen, id: t.ID, what: voted, agent: t.Agent, target: target, author: fmt.Sprint("agent-", n%1000), value: 1})
		}
		p.fold(p.seen.At(int32(p.seen.Len() - 1)))
		return p
	})
}
