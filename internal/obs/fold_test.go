package obs_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/moltwatch/moltwatch/internal/obs"
)

func TestLinesThatAreAlikeAreOneAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &buffer{}
		log := slog.New(obs.Fold(slog.NewTextHandler(out, nil), obs.RefusedForNow))
		lines := func() int { return strings.Count(out.String(), "\n") }
		for range 1000 {
			log.Warn(obs.RefusedForNow, "route", "/a")
			log.With("service", "forum").Warn(obs.RefusedForNow)
		}
		log.Warn("something else")
		log.Warn("something else")
		if lines() != 3 || !strings.Contains(out.String(), "route=/a") {
			t.Fatalf("got %s", out.String())
		}
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if lines() != 4 || !strings.Contains(out.String(), "more=1999") {
			t.Fatalf("after a minute: %s", out.String())
		}
		log.Warn(obs.RefusedForNow)
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if lines() != 5 {
			t.Errorf("one alone is told with others: %s", out.String())
		}
	})
}

// buffer is a bytes.Buffer for many.
type buffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// Who speaks no TLS to a server that does fills no log, and its address is not in there.
func TestFailedHandshakesFillNoLog(t *testing.T) {
	out := &buffer{}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = obs.ServerLog(slog.New(obs.Fold(slog.NewTextHandler(out, nil), obs.TLSHandshakeFailed)))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
	server.StartTLS()
	defer server.Close()
	for range 20 {
		var dialer net.Dialer
		conn, err := dialer.DialContext(context.Background(), "tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte("this is no hello of any kind of TLS\n\n")); err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Read(make([]byte, 1000)) // until it is refused
		_, _ = conn.Read(make([]byte, 1000))
		_ = conn.Close()
	}
	server.Close()
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, obs.TLSHandshakeFailed) || strings.Contains(got, "127.0.0.1") {
		t.Errorf("got %s", got)
	}
}
