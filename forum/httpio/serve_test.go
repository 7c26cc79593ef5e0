package httpio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Whatever a handler panics with, the log has where, and nothing that the caller sent.
func TestAPanicTellsNoSecret(t *testing.T) {
	const key = "moltbook_sk_panicked"
	for name, panics := range map[string]func(sent string){
		"an error":        func(sent string) { panic(fmt.Errorf("no agent has the key %s", sent)) },
		"a text":          func(sent string) { panic(sent) },
		"the whole call":  func(sent string) { panic(http.Header{"Authorization": {sent}}) },
		"out of range":    func(sent string) { _ = sent[len(sent)*2:] },
		"an ended answer": func(string) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				ended <- Serve(ctx, l, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { panics(r.Header.Get("Authorization")) }), slog.New(slog.NewTextHandler(&log, nil)))
			}()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String()+"/", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+key)
			if res, err := (&http.Client{Transport: &http.Transport{}}).Do(req); !errors.Is(err, io.EOF) {
				t.Errorf("got %v and %v, want an end", res, err)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if strings.Contains(log.String(), key) {
				t.Errorf("the log has the key: %s", log.String())
			}
			if name != "an ended answer" && !strings.Contains(log.String(), "serve_test.go") {
				t.Errorf("the log does not say where it was: %s", log.String())
			}
		})
	}
}
