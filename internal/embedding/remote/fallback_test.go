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
	"github.com/moltwatch/moltwatch/internal/embedding/remote/remotetest"
)

// constant embeds every text alike.
type constant int8

func (c constant) EmbedBatch(_ context.Context, _ []string, into []embedding.Vector) (string, error) {
	for i := range into {
		into[i][0] = int8(c)
	}
	return "constant", nil
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
	s := remotetest.Serve(t, 384)
	o := options(s)
	o.Tries = 1
	f, log := fallback(t, client(t, o), time.Nanosecond)
	theirs := embed(t, f, sentences(3))
	s.Fail(remotetest.Status(500), remotetest.Status(500), remotetest.Status(500), remotetest.Status(500), remotetest.Status(500), remotetest.Status(500)) // a batch each, and whether something else is embedded
	for range 3 {
		if got := embed(t, f, sentences(3)); got[2][0] != 7 {
			t.Error("the model in the binary did not embed")
		}
	}
	if back := embed(t, f, sentences(3)); back[2] != theirs[2] {
		t.Error("the service is back and does not embed")
	}
	said := log.String()
	if strings.Count(said, "level=WARN") != 1 || strings.Count(said, "service is back") != 1 || strings.Contains(said, remotetest.Key) {
		t.Errorf("logged: %s", said)
	}
	if a, b, c := counted(t, f.byService), counted(t, f.byBuiltin), counted(t, f.failures); a != 6 || b != 9 || c != 3 {
		t.Errorf("counted %v texts by the service, %v by the model in the binary, %v failures", a, b, c)
	}
}

func TestAServiceThatFailsIsLeftAlone(t *testing.T) {
	s := remotetest.Serve(t, 384)
	s.Close()
	o := options(s)
	o.Tries = 1
	f, log := fallback(t, client(t, o), time.Hour)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 20 {
				if _, err := f.EmbedBatch(t.Context(), sentences(1), make([]embedding.Vector, 1)); err != nil {
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

// A service that hangs gets no second batch before it has embedded a word, and that is tried by one batch for all.
func TestAServiceThatHangsIsTriedByAWordForAll(t *testing.T) {
	s := remotetest.Serve(t, 384)
	o := options(s)
	o.Timeout = 20 * time.Millisecond
	s.Stall(true)
	f, log := fallback(t, client(t, o), time.Hour)
	if got := embed(t, f, sentences(3)); got[2][0] != 7 {
		t.Error("the model in the binary did not embed")
	}
	before := len(s.Asked())
	f.until = time.Now() // the hour is over
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				if _, err := f.EmbedBatch(t.Context(), sentences(3), make([]embedding.Vector, 3)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, asked := range s.Asked()[before:] {
		if len(asked.Input) != 1 || asked.Input[0] != probe {
			t.Errorf("a service that hangs was given %d texts", len(asked.Input))
		}
	}
	if n := counted(t, f.failures); n != 2 {
		t.Errorf("%v failures, want the first and that of one trial", n)
	}
	s.Stall(false)
	f.until = time.Now()
	f.service = client(t, options(s)) // with time enough, however slow the machine
	into := make([]embedding.Vector, 3)
	if model, err := f.EmbedBatch(t.Context(), sentences(3), into); err != nil || model != remotetest.Model || into[2][0] == 7 {
		t.Errorf("the service is back, and %s embedded: %v", model, err)
	}
	if said := log.String(); strings.Count(said, "level=WARN") != 1 || strings.Count(said, "service is back") != 1 {
		t.Errorf("logged: %s", said)
	}
}

func TestAnEndIsNoFailureOfTheService(t *testing.T) {
	f, log := fallback(t, serviceThatWaits{}, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.EmbedBatch(ctx, sentences(1), make([]embedding.Vector, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if counted(t, f.failures) != 0 || log.Len() > 0 {
		t.Errorf("counted as a failure: %s", log)
	}
}

// Whoever waits gets the service's vectors, however long it is away, and ends when it is told to.
func TestWhoWaitsGetsTheVectorsOfTheService(t *testing.T) {
	s := remotetest.Serve(t, 384)
	o := options(s)
	o.Tries = 1
	var log bytes.Buffer
	w, err := NewWaiting(client(t, o), time.Nanosecond, slog.New(slog.NewTextHandler(&log, nil)), prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	theirs := embed(t, w, sentences(3))
	s.Fail(remotetest.Status(500), remotetest.Status(401), remotetest.Status(503), remotetest.Status(503))
	if got := embed(t, w, sentences(3)); got[2] != theirs[2] {
		t.Error("another model embedded")
	}
	if said := log.String(); strings.Count(said, "level=WARN") != 1 || strings.Count(said, "service is back") != 1 || strings.Contains(said, remotetest.Key) {
		t.Errorf("logged: %s", said)
	}
	s.Away(true)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := w.EmbedBatch(ctx, sentences(1), make([]embedding.Vector, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

type serviceThatWaits struct{}

func (serviceThatWaits) EmbedBatch(ctx context.Context, _ []string, _ []embedding.Vector) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}
