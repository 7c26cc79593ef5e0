package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/embedding/remote"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// What --embedding-outage may be.
const (
	outageBuiltin = "builtin"
	outageWait    = "wait"
)

// embeddingService gives what embeds in place of the model in the binary; nil: nothing does.
func (a *application) embeddingService() (*remote.Client, error) {
	if a.embeddingURL == "" {
		if a.embeddingModel != "" || a.embeddingDimensions != 0 {
			return nil, usageError{errors.New("--embedding-model and --embedding-dimensions say nothing without --embedding-url")}
		}
		return nil, nil
	}
	if a.service == nil {
		if a.embeddingTimeout <= 0 {
			return nil, usageError{errors.New("--embedding-timeout: want more than nothing")}
		}
		service, err := remote.New(remote.Options{
			URL: a.embeddingURL, Model: a.embeddingModel, Key: os.Getenv(varEmbeddingKey),
			Dimensions: a.embeddingDimensions, Timeout: a.embeddingTimeout,
		})
		if err != nil {
			return nil, usageError{fmt.Errorf("--embedding-url, --embedding-model or --embedding-dimensions: %w", err)}
		}
		a.service = service
	}
	return a.service, nil
}

// embedTexts has ingest embed by the service, if there is one. A replay has no --embedding-outage
// and waits: its texts are to have the same vectors however often it is run.
func (a *application) embedTexts(texts *ingest.Texts) error {
	service, err := a.embeddingService()
	if err != nil {
		return err
	}
	if service == nil {
		texts.Extractor, err = a.textFeatures()
		return err
	}
	if texts.Extractor, err = textfeatures.WithoutEmbedding(); err != nil {
		return err
	}
	log := a.log.With(slog.String("service", "ingest"))
	if a.embeddingOutage != outageBuiltin {
		texts.Embedder, err = remote.NewWaiting(service, 0, log, a.obs.Registry())
		return err
	}
	builtin, err := embedding.Load()
	if err != nil {
		return fmt.Errorf("reading the model of embeddings: %w", err)
	}
	texts.Embedder, err = remote.NewFallback(service, builtin, 0, log, a.obs.Registry())
	return err
}

// embedSearches gives what the forum embeds searches by; nil: the model in the binary.
func (a *application) embedSearches() (embedding.Batch, error) {
	service, err := a.embeddingService()
	if service == nil {
		return nil, err // an interface that holds a nil is none
	}
	return service, nil
}
