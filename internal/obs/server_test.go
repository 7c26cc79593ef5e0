package obs_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/moltwatch/moltwatch/internal/obs"
)

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(said)
}

func TestMetricsAndHealthAreServed(t *testing.T) {
	s := obs.New()
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "moltwatch_something_total"})
	s.Registry().MustRegister(counter)
	counter.Inc()
	var broken error
	s.AddCheck("the thing", func(context.Context) error { return broken })
	s.AddCheck("another", func(context.Context) error { return nil })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, listener) }()
	base := "http://" + listener.Addr().String()

	if status, body := get(t, base+"/metrics"); status != 200 || !strings.Contains(body, "moltwatch_something_total 1") || !strings.Contains(body, "go_goroutines") {
		t.Errorf("metrics: %d %q", status, body)
	}
	if status, _ := get(t, base+"/readyz"); status != 200 {
		t.Errorf("ready: %d", status)
	}
	broken = errors.New("no answer")
	if status, body := get(t, base+"/readyz"); status != 503 || body != "the thing: no answer\n" {
		t.Errorf("not ready: %d %q", status, body)
	}
	if status, _ := get(t, base+"/livez"); status != 200 {
		t.Errorf("alive: %d", status)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
