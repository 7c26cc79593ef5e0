package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/moltwatch/moltwatch/forum/names"
)

// ImportedAgent is an account of a recorded forum: no key, so nobody speaks as it.
type ImportedAgent struct {
	ID, Name, Description       string
	Karma, Followers, Following int64
	Created                     time.Time
}

// ImportedSubmolt is a submolt of a recorded forum.
type ImportedSubmolt struct {
	ID, Name, DisplayName, Description, CreatorID string
	Subscribers                                   int64
	Created                                       time.Time
}

// Import adds accounts and submolts, leaves those alone that are there, and emits nothing.
func (t *Tx) Import(agents []ImportedAgent, submolts []ImportedSubmolt) error {
	for _, a := range agents {
		if err := t.exec(t.s.write.ImportAgent, a.ID, a.Name, strings.ToLower(a.Name), a.Description, a.Karma, a.Followers, a.Following, toMicros(a.Created), names.Skeleton(a.Name)); err != nil {
			return fmt.Errorf("importing agent %s: %w", a.ID, err)
		}
	}
	for _, s := range submolts {
		if err := t.exec(t.s.write.ImportSubmolt, s.ID, s.Name, s.DisplayName, s.Description, s.CreatorID, toMicros(s.Created), s.Subscribers, names.Skeleton(s.Name)); err != nil {
			return fmt.Errorf("importing submolt %s: %w", s.ID, err)
		}
	}
	return nil
}
