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

// findWithin bounds how long a search waits for the warehouse in all; then it goes by words.
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

const searchByWords = "a search goes by words" // folded: whoever searches causes it

// Find finds posts and comments, and agents by what they wrote and say of themselves. Where nothing
// at all is near, no text has a vector of the words' model, and it is an error.
func (f *finder) Find(ctx context.Context, words string, sought board.Sought) (board.FindNearest, error) {
	until := time.Now().Add(findWithin)
	within := func(ctx context.Context, do func(context.Context) error) error {
		ctx, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		err := do(ctx)
		if err != nil {
			f.log.WarnContext(ctx, searchByWords, "reason", err)
		}
		return err
	}
	var m *warehouse.Meaning
	err := within(ctx, func(ctx context.Context) (err error) {
		m, err = f.meaning(ctx, words)
		return err
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, limit int) (near []board.Near, err error) {
		err = within(ctx, func(ctx context.Context) error {
			near, err = f.find(ctx, m, sought, limit)
			return err
		})
		return near, err
	}, nil
}

func (f *finder) find(ctx context.Context, m *warehouse.Meaning, sought board.Sought, limit int) (near []board.Near, err error) {
	if sought.Posts || sought.Comments {
		if near, err = f.texts(ctx, m, sought, limit); err != nil {
			return nil, err
		}
	}
	if sought.Agents {
		agents, err := f.agents(ctx, m, limit)
		if err != nil {
			return nil, err
		}
		near = append(near, agents...)
	}
	return near, nil
}

func (f *finder) texts(ctx context.Context, m *warehouse.Meaning, sought board.Sought, limit int) ([]board.Near, error) {
	var kinds []event.Kind
	if sought.Posts {
		kinds = append(kinds, event.PostCreated)
	}
	if sought.Comments {
		kinds = append(kinds, event.CommentCreated)
	}
	found, err := f.nearest.Nearest(ctx, m, kinds, time.Time{}, limit)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, nothingOf(m)
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

func (f *finder) agents(ctx context.Context, m *warehouse.Meaning, limit int) ([]board.Near, error) {
	found, err := f.nearest.NearestAgents(ctx, m, "", time.Time{}, limit)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, nothingOf(m)
	}
	near := make([]board.Near, len(found))
	for i, n := range found {
		near[i] = board.Near{Kind: "agent", ID: n.AgentID, Similarity: n.Cosine}
	}
	return near, nil
}

func nothingOf(m *warehouse.Meaning) error {
	return fmt.Errorf("nothing has an embedding of the model %s yet: if that stays so, ingest embeds by another", m.Model)
}
