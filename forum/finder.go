package forum

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// Nearest finds what is near to a meaning among all that went through Kafka; a
// *warehouse.Warehouse does.
type Nearest interface {
	Nearest(ctx context.Context, m *warehouse.Meaning, kinds []event.Kind, since time.Time, k int) ([]warehouse.Neighbour, error)
	NearestAgents(ctx context.Context, m *warehouse.Meaning, but string, since time.Time, k int) ([]warehouse.NearestAgent, error)
}

// findWithin bounds how long a search waits for the warehouse; then it goes by words.
const findWithin = 2 * time.Second

// finder finds by meaning.
type finder struct {
	nearest  Nearest
	embedder embedding.Batch
	log      *slog.Logger
}

// newFinder embeds what is searched for by embedder; nil: by the model in the binary.
func newFinder(n Nearest, embedder embedding.Batch, log *slog.Logger) (*finder, error) {
	if embedder == nil {
		model, err := embedding.Load()
		if err != nil {
			return nil, fmt.Errorf("reading the model of embeddings: %w", err)
		}
		embedder = model
	}
	return &finder{nearest: n, embedder: embedder, log: log}, nil
}

var errNoMeaning = errors.New("the model knows nothing of what is searched for")

// meaning is that of words. By the model that the texts have their vectors of, or not at all: while
// that is away, searches go by words.
func (f *finder) meaning(ctx context.Context, words string) (*warehouse.Meaning, error) {
	var v [1]embedding.Vector
	model, err := f.embedder.EmbedBatch(ctx, []string{words}, v[:])
	if err != nil {
		return nil, fmt.Errorf("embedding what is searched for: %w", err)
	}
	if v[0] == (embedding.Vector{}) {
		return nil, errNoMeaning
	}
	return &warehouse.Meaning{Vector: v[0], Model: model}, nil
}

// find asks for what is near to words. Where nothing at all is, no text has a vector of their model.
func find[T any](ctx context.Context, f *finder, words string, ask func(context.Context, *warehouse.Meaning) ([]T, error)) ([]T, error) {
	ctx, cancel := context.WithTimeout(ctx, findWithin)
	defer cancel()
	m, err := f.meaning(ctx, words)
	if err == nil {
		var found []T
		if found, err = ask(ctx, m); err == nil && len(found) > 0 {
			return found, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("nothing has an embedding of the model %s yet: if that stays so, ingest embeds by another", m.Model)
	}
	f.log.WarnContext(ctx, "a search goes by words", "reason", err)
	return nil, err
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
	found, err := find(ctx, f, words, func(ctx context.Context, m *warehouse.Meaning) ([]warehouse.Neighbour, error) {
		return f.nearest.Nearest(ctx, m, kinds, time.Time{}, limit)
	})
	if err != nil {
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
	found, err := find(ctx, f, words, func(ctx context.Context, m *warehouse.Meaning) ([]warehouse.NearestAgent, error) {
		return f.nearest.NearestAgents(ctx, m, "", time.Time{}, limit)
	})
	if err != nil {
		return nil, err
	}
	near := make([]board.Near, len(found))
	for i, n := range found {
		near[i] = board.Near{Kind: "agent", ID: n.AgentID, Similarity: n.Cosine}
	}
	return near, nil
}
