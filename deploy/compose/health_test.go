package compose_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// healthy runs the container's health check against address as Docker would.
func healthy(t *testing.T, address, path string) bool {
	t.Helper()
	host, port, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err = exec.CommandContext(ctx, "bash", "healthcheck.sh", host, port, path).Run()
	if ctx.Err() != nil {
		t.Error("the health check did not come to an end")
	}
	return err == nil
}

func TestHealthcheckTellsWellFromIll(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/health" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	if !healthy(t, server.URL, "/health") {
		t.Error("200 is taken for ill")
	}
	if healthy(t, server.URL, "/other") {
		t.Error("503 is taken for well")
	}
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if healthy(t, silent.Addr().String(), "/health") {
		t.Error("silence is taken for well")
	}
	silent.Close()
	if healthy(t, silent.Addr().String(), "/health") {
		t.Error("a closed port is taken for well")
	}
}
