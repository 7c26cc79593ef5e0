package forum

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Nearest finds what is near to a meaning among all that went through Kafka; a
// *warehouse.Warehouse does.
type Nearest interface {
	Nearest(ctx context.Context, v *embedding.Vector, kinds []event.Kind, since time.Time, k int) ([]warehouse.Neighbour, error)
	NearestAgents(ctx context.Context, v *embedding.Vector, but string, since time.Time, k int) ([]warehouse.NearestAgent, error)
}

// findWithin bounds how long a search waits for the warehouse; then it goes by words.
const findWithin = 2 * time.Second

// finder finds by meaning.
type finder struct {
	nearest  Nearest
	encoders sync.Pool
	log      *slog.Logger
}

func newFinder(n Nearest, log *slog.Logger) (*finder, error) {
	model, err := embedding.Load()
	if err != nil {
		return nil, fmt.Errorf("reading the model of embeddings: %w", err)
	}
	return &finder{nearest: n, log: log, encoders: sync.Pool{New: func() any { return model.NewEncoder() }}}, nil
}

func (f *finder) vector(words string) *embedding.Vector {
	e := f.encoders.Get().(*embedding.Encoder)
	defer f.encoders.Put(e)
	var v embedding.Vector
	e.Embed(words, &v)
	return &v
}

// FindTexts finds posts and comments.
func (f *finder) FindTexts(ctx context.Context, words string, posts, comments bool, limit int) ([]board.Near, error) {
	var kinds []event.Kind
	if posts {
		kinds = append(kinds, event.PostCreated)
	}
	if comments {
		kinds = append(kinds, event.CommentCreated)
	}
	ctx, cancel := context.WithTimeout(ctx, findWithin)
	defer cancel()
	found, err := f.nearest.Nearest(ctx, f.vector(words), kinds, time.Time{}, limit)
	if err != nil {
		f.log.WarnContext(ctx, "a search goes by words: the warehouse did not answer", "error", err)
		return nil, err
	}
	near := make([]board.Near, len(found))
	for i, n := range found {
		near[i] = board.Near{Kind: board.KindPost, ID: n.ActionID, Similarity: n.Cosine}
		if n.Kind == event.CommentCreated {
			near[i].Kind = board.KindComment
		}
	}
	return near, nil
}

// FindAgents finds agents by what they wrote and say of themselves.
func (f *finder) FindAgents(ctx context.Context, words string, limit int) ([]board.Near, error) {
	ctx, cancel := context.WithTimeout(ctx, findWithin)
	defer cancel()
	found, err := f.nearest.NearestAgents(ctx, f.vector(words), "", time.Time{}, limit)
	if err != nil {
		f.log.WarnContext(ctx, "a search goes by words: the warehouse did not answer", "error", err)
		return nil, err
	}
	near := make([]board.Near, len(found))
	for i, n := range found {
		near[i] = board.Near{Kind: "agent", ID: n.AgentID, Similarity: n.Cosine}
	}
	return near, nil
}
