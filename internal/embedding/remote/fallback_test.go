package remote

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/embedding"
)

// constant embeds every text alike.
type constant int8

func (c constant) EmbedBatch(_ context.Context, _ []string, into []embedding.Vector) error {
	for i := range into {
		into[i][0] = int8(c)
	}
	return nil
}

// counted is what a counter stands at.
func counted(t *testing.T, c prometheus.Counter) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	return families[0].GetMetric()[0].GetCounter().GetValue()
}

func fallback(t *testing.T, service embedding.Batch, rest time.Duration) (*Fallback, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	f, err := NewFallback(service, constant(7), rest, slog.New(slog.NewTextHandler(&log, nil)), prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	return f, &log
}

func TestWhileTheServiceIsAwayTheModelInTheBinaryEmbeds(t *testing.T) {
	s := serve(t, 384)
	o := s.options()
	o.Tries = 1
	f, log := fallback(t, client(t, o), time.Nanosecond)
	theirs := embed(t, f, sentences(3))
	s.fail(status(500), status(500), status(500))
	for range 3 {
		if got := embed(t, f, sentences(3)); got[2][0] != 7 {
			t.Error("the model in the binary did not embed")
		}
	}
	if back := embed(t, f, sentences(3)); back[2] != theirs[2] {
		t.Error("the service is back and does not embed")
	}
	said := log.String()
	if strings.Count(said, "level=WARN") != 1 || strings.Count(said, "service is back") != 1 || strings.Contains(said, key) {
		t.Errorf("logged: %s", said)
	}
	if a, b, c := counted(t, f.byService), counted(t, f.byBuiltin), counted(t, f.failures); a != 6 || b != 9 || c != 3 {
		t.Errorf("counted %v texts by the service, %v by the model in the binary, %v failures", a, b, c)
	}
}

func TestAServiceThatFailsIsLeftAlone(t *testing.T) {
	s := serve(t, 384)
	s.Close()
	o := s.options()
	o.Tries = 1
	f, log := fallback(t, client(t, o), time.Hour)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				if err := f.EmbedBatch(t.Context(), sentences(1), make([]embedding.Vector, 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := counted(t, f.failures); n > 4 || n < 1 {
		t.Errorf("asked %v times", n)
	}
	if n := strings.Count(log.String(), "WARN"); n != 1 {
		t.Errorf("%d warnings", n)
	}
}

func TestAnEndIsNoFailureOfTheService(t *testing.T) {
	f, log := fallback(t, serviceThatWaits{}, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.EmbedBatch(ctx, sentences(1), make([]embedding.Vector, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if counted(t, f.failures) != 0 || log.Len() > 0 {
		t.Errorf("counted as a failure: %s", log)
	}
}

type serviceThatWaits struct{}

func (serviceThatWaits) EmbedBatch(ctx context.Context, _ []string, _ []embedding.Vector) error {
	<-ctx.Done()
	return ctx.Err()
}
