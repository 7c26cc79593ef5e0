package episode

import (
	"fmt"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/internal/event"
)

// Of many episodes each is found at once, not looked for among all.
func TestManyEpisodesTakeNoLonger(t *testing.T) {
	const episodes, revisions = 40_000, 5
	at, began := time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC), time.Now()
	book, said := NewBook(Rules{Detector: "d", Version: "1", GrowItems: 1}), 0
	var items []string
	for r := range revisions {
		items = append(items, fmt.Sprint("item-", r))
		for i := range episodes {
			agent := fmt.Sprint("agent-", i)
			flags, _ := book.Say(Finding{
				Kind: "k", Anchor: agent, Onset: at.Add(time.Duration(i) * time.Millisecond), Agents: []string{agent}, Items: items, Severity: event.SeverityLow,
			}, at.Add(time.Duration(r+9)*time.Minute))
			said += len(flags)
		}
	}
	if said != episodes*revisions || book.Open() != episodes {
		t.Errorf("%d revisions were said of %d episodes", said, book.Open())
	}
	// It took a minute when each was looked for among all.
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("%d episodes of %d revisions took %s", episodes, revisions, took)
	}
}
