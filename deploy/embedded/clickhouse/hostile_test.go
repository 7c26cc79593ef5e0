package clickhouse_test

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

// TestNoClientEndsTheServer: what a client sends, or how it goes, is its own affair.
func TestNoClientEndsTheServer(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir()})
	run(t, connect(t, s.DSN()), "CREATE TABLE words (x String) ENGINE = MergeTree ORDER BY x")
	for name, visit := range map[string]func(t *testing.T){
		"garbage on the native port": func(t *testing.T) { send(t, s.TCPAddr(), "\xff\xfe\x00nonsense") },
		"half a greeting":            func(t *testing.T) { send(t, s.TCPAddr(), "\x00\x0ana") },
		"HTTP on the native port":    func(t *testing.T) { send(t, s.TCPAddr(), "GET / HTTP/1.0\r\n\r\n") },
		"garbage on the HTTP port":   func(t *testing.T) { send(t, s.HTTPAddr(), "\xff\xfe\x00nonsense\r\n\r\n") },
		"half an HTTP request": func(t *testing.T) {
			send(t, s.HTTPAddr(), "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nab")
		},
		"a wrong password": func(t *testing.T) {
			u := parse(t, s.DSN())
			u.User = url.UserPassword("moltwatch", "guess")
			refused(t, u.String())
		},
		"an unknown database": func(t *testing.T) { refused(t, s.DatabaseDSN("nowhere")) },
		"a client that dies between two queries": func(t *testing.T) {
			u := parse(t, s.DSN())
			addr, die := wire(t, s.TCPAddr())
			u.Host = addr
			run(t, connect(t, u.String()), "SELECT 1")
			die()
		},
		"a client that dies in an insert": func(t *testing.T) {
			u := parse(t, s.DSN())
			addr, die := wire(t, s.TCPAddr())
			u.Host = addr
			batch, err := connect(t, u.String()).PrepareBatch(t.Context(), "INSERT INTO words (x)")
			if err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				if err := batch.Append("word"); err != nil {
					t.Fatal(err)
				}
			}
			if err := batch.Flush(); err != nil {
				t.Fatal(err)
			}
			die()
		},
	} {
		t.Run(name, visit)
	}
	// The engine takes seconds to write down a crash before it ends, so the end is waited for.
	select {
	case <-s.Done():
		t.Fatalf("the server is gone: %v", s.Wait(t.Context()))
	case <-time.After(6 * time.Second):
	}
	if n := count(t, connect(t, s.DSN()), "SELECT toUInt64(1)"); n != 1 {
		t.Error("the server does not answer any more")
	}
}

func parse(t *testing.T, dsn string) *url.URL {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func refused(t *testing.T, dsn string) {
	t.Helper()
	if err := connect(t, dsn).Ping(t.Context()); err == nil {
		t.Error("the server lets it in")
	}
}

// send says text to addr, hears what comes back within a moment, and resets the connection.
func send(t *testing.T, addr, text string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprint(conn, text); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	io.Copy(io.Discard, conn) // whatever it is, or nothing
	reset(conn)
}

// wire gives an address that leads to addr, until die resets its one connection as the kernel does
// for a process that was killed with data unread.
func wire(t *testing.T, addr string) (through string, die func()) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ends := make(chan [2]net.Conn, 1)
	done := make(chan struct{}, 2)
	go func() {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", addr)
		if err != nil {
			near.Close()
			return
		}
		ends <- [2]net.Conn{near, far}
		for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
			go func() {
				io.Copy(way[0], way[1])
				done <- struct{}{}
			}()
		}
	}()
	return listener.Addr().String(), func() {
		listener.Close()
		for _, conn := range <-ends {
			reset(conn)
		}
		<-done
		<-done
	}
}

func reset(conn net.Conn) {
	conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}
