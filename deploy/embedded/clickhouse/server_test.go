package clickhouse_test

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

func overHTTP(t *testing.T, s *clickhouse.Server, dsn string) string {
	t.Helper()
	u := parse(t, dsn)
	u.Scheme, u.Host = "http", s.HTTPAddr()
	return u.String()
}

func TestBothProtocolsAnswerToThePasswordAlone(t *testing.T) {
	dir := t.TempDir()
	s := start(t, clickhouse.Config{DataDir: dir})
	run(t, connect(t, s.DSN()), "CREATE TABLE words (x String) ENGINE = MergeTree ORDER BY x", "INSERT INTO words VALUES ('a'), ('b')")
	for _, dsn := range []string{s.DSN(), overHTTP(t, s, s.DSN())} {
		conn := connect(t, dsn)
		if n := count(t, conn, "SELECT count() FROM words"); n != 2 {
			t.Errorf("%d rows", n)
		}
		batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO words (x)")
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Append("a"); err != nil {
			t.Fatal(err)
		}
		if err := batch.Abort(); err != nil {
			t.Fatal(err)
		}
		for _, user := range []*url.Userinfo{
			url.User("default"), url.UserPassword("default", "x"), url.User("moltwatch"), url.UserPassword("grafana", "grafana"),
		} {
			u := parse(t, dsn)
			u.User = user
			if err := connect(t, u.String()).Ping(t.Context()); err == nil {
				t.Errorf("%s is let in as %s", u.Scheme, user)
			}
		}
	}
	for _, name := range []string{"credentials.json", "users.xml", "config.xml"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestTheReaderReadsItsDatabasesAndNothingElse(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir()})
	run(t, connect(t, s.DSN()), "CREATE TABLE seen (x UInt8) ENGINE = MergeTree ORDER BY x", "INSERT INTO seen VALUES (7)",
		"CREATE DATABASE other", "CREATE TABLE other.hidden (x UInt8) ENGINE = MergeTree ORDER BY x")
	reader := connect(t, s.ReaderDSN(clickhouse.Database))
	if n := count(t, reader, "SELECT sum(x) FROM seen SETTINGS max_threads = 1"); n != 7 {
		t.Errorf("the reader reads %d", n)
	}
	for _, q := range []string{
		"INSERT INTO seen VALUES (8)", "DROP TABLE seen", "CREATE TABLE new (x UInt8) ENGINE = Memory", "SELECT * FROM other.hidden",
		"SELECT * FROM file('/etc/hostname', 'LineAsString')", "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')", "SYSTEM STOP MERGES seen",
	} {
		if err := reader.Exec(t.Context(), q); err == nil || !strings.Contains(err.Error(), "privileges") && !strings.Contains(err.Error(), "readonly") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

func TestMutationsAndMergesRunInSoSmallAPool(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir()})
	conn := connect(t, s.DSN())
	run(t, conn, "CREATE TABLE parts (x UInt32) ENGINE = MergeTree ORDER BY x")
	for range 5 {
		run(t, conn, "INSERT INTO parts SELECT number FROM numbers(10)")
	}
	run(t, conn, "ALTER TABLE parts DELETE WHERE x < 5 SETTINGS mutations_sync = 1", "OPTIMIZE TABLE parts FINAL")
	if n := count(t, conn, "SELECT count() FROM parts"); n != 25 {
		t.Errorf("%d rows are left of 25", n)
	}
	if n := count(t, conn, "SELECT count() FROM system.parts WHERE table = 'parts' AND active"); n != 1 {
		t.Errorf("%d parts after a merge", n)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir(), MemoryLimit: 600 << 20})
	err := connect(t, s.DSN()).Exec(t.Context(), "SELECT groupArray(toString(number)) FROM numbers(50000000) FORMAT Null")
	if err == nil || !strings.Contains(err.Error(), "memory limit") {
		t.Errorf("a query of gigabytes: %v", err)
	}
	if n := count(t, connect(t, s.DSN()), "SELECT toUInt64(1)"); n != 1 {
		t.Error("the server did not outlive it")
	}
}

func TestSignalsForTheTerminalLeaveTheServerUp(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir()})
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if err := syscall.Kill(s.PID(), signal); err != nil {
			t.Fatal(err)
		}
		if n := count(t, connect(t, s.DSN()), "SELECT toUInt64(1)"); n != 1 {
			t.Errorf("after %v it answers %d", signal, n)
		}
	}
}

func TestStopIsBoundedWhileAQueryRuns(t *testing.T) {
	s := start(t, clickhouse.Config{DataDir: t.TempDir()})
	conn := connect(t, s.DSN())
	ended := make(chan error, 1)
	go func() {
		ended <- conn.Exec(context.Background(), "SELECT sleepEachRow(1) FROM numbers(600) SETTINGS max_block_size = 1")
	}()
	waitFor(t, "the query runs", func() bool {
		return count(t, connect(t, s.DSN()), "SELECT count() FROM system.processes WHERE query LIKE '%sleepEach%' AND query NOT LIKE '%processes%'") == 1
	})
	before := time.Now()
	if err := s.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(before); took > 11*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the query claims to have ended well")
		}
	case <-time.After(10 * time.Second):
		t.Error("the query's client still waits")
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Errorf("a stop that was asked for is told as a crash: %v", err)
	}
}

func TestChosenPortsAreTaken(t *testing.T) {
	var ports [2]int
	for i := range ports {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ports[i] = l.Addr().(*net.TCPAddr).Port
		l.Close()
	}
	s := start(t, clickhouse.Config{DataDir: t.TempDir(), TCPPort: ports[0], HTTPPort: ports[1]})
	if s.TCPAddr() != net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[0])) || s.HTTPAddr() != net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[1])) {
		t.Errorf("listens on %s and %s, wanted %v", s.TCPAddr(), s.HTTPAddr(), ports)
	}
	_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir(), TCPPort: ports[0]})
	if err == nil || !strings.Contains(err.Error(), strconv.Itoa(ports[0])) || !strings.Contains(err.Error(), "in use") {
		t.Errorf("on a taken port: %v", err)
	}
}

// waitFor polls until what is true.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited too long until %s", what)
		}
	}
}
