package textfeatures

import (
	"fmt"

	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/injection"
	"github.com/moltwatch/moltwatch/internal/scam"
)

// Standard makes the extractor of everything that is kept of a text.
func Standard() (*Extractor, error) {
	model, err := embedding.Load()
	if err != nil {
		return nil, fmt.Errorf("loading the embedding: %w", err)
	}
	bare, err := WithoutEmbedding()
	if err != nil {
		return nil, err
	}
	return New(append(bare.steps, Embeddings(model))...), nil
}

// WithoutEmbedding makes the extractor of everything but the embedding, which comes from elsewhere.
func WithoutEmbedding() (*Extractor, error) {
	judge, err := injection.New()
	if err != nil {
		return nil, fmt.Errorf("preparing to judge texts: %w", err)
	}
	return New(Sketches(), Links(), Injections(judge), Secrets(), Scams(scam.New())), nil
}
