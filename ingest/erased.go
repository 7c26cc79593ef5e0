package ingest

import (
	"strings"

	"github.com/moltwatch/moltwatch/internal/event"
)

// erased are the actions whose words a block says are to be forgotten. Their rows stand
// before it in the partition, or in it: an erasure belongs to the author, as they do.
type erased []string

func (e *erased) hear(a *event.Action) {
	if a.Kind == event.ContentErased && a.Target.ID != "" {
		*e = append(*e, strings.Clone(a.Target.ID))
	}
}
