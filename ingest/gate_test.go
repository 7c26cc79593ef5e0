package ingest_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// gate stands between a consumer and its ClickHouse, and can be shut.
type gate struct {
	listener net.Listener
	mu       sync.Mutex
	open     []net.Conn
	shut     bool
}

// newGate gives a gate before the ClickHouse at an address, and the address to reach that by.
func newGate(t *testing.T, dsn string) (g *gate, through string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	behind := u.Host
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g = &gate{listener: l}
	t.Cleanup(g.close)
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", behind)
			if err != nil || !g.keep(in, out) {
				_ = in.Close()
				continue
			}
			for _, way := range [][2]net.Conn{{in, out}, {out, in}} {
				go func() {
					_, _ = io.Copy(way[0], way[1])
					_, _ = way[0].Close(), way[1].Close()
				}()
			}
		}
	}()
	u.Host = l.Addr().String()
	return g, u.String()
}

func (g *gate) keep(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open = append(g.open, conns...)
	return !g.shut
}

// close shuts it: nothing goes through any more. Harmless to repeat.
func (g *gate) close() {
	_ = g.listener.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for _, c := range g.open {
		_ = c.Close()
	}
}
