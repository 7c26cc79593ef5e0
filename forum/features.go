package forum

import (
	"fmt"
	"sync"

	"github.com/moltwatch/moltwatch/internal/event"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// privateFeatures gives what works out of a private text that which may leave the forum. extractor
// may be nil: one is made.
func privateFeatures(extractor *textfeatures.Extractor) (func(text string) event.Features, error) {
	if extractor == nil {
		var err error
		if extractor, err = textfeatures.Standard(); err != nil {
			return nil, fmt.Errorf("preparing the features of messages: %w", err)
		}
	}
	type scratch struct {
		worker   *textfeatures.Worker
		features textfeatures.Features
	}
	pool := sync.Pool{New: func() any { return &scratch{worker: extractor.NewWorker()} }}
	return func(text string) event.Features {
		s := pool.Get().(*scratch)
		defer pool.Put(s)
		// A step that fails leaves out its own feature; the message is sent all the same.
		_ = s.worker.Extract(text, &s.features)
		return s.features.Travel()
	}, nil
}
