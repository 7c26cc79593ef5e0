package clickhouse_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

var keptTable = []string{
	"CREATE TABLE kept (x UInt32) ENGINE = MergeTree ORDER BY x",
	"INSERT INTO kept SELECT number FROM numbers(1000)",
}

func TestRowsOutliveAKillOfTheChild(t *testing.T) {
	cfg := clickhouse.Config{DataDir: t.TempDir()}
	s, err := clickhouse.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	run(t, connect(t, s.DSN()), keptTable...)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("after a kill Wait says %v", err)
	}
	again := start(t, cfg)
	if again.DSN() == s.DSN() {
		t.Error("the address is the dead server's") // its ports may still be in the hands of clients
	}
	if n := count(t, connect(t, again.DSN()), "SELECT count() FROM kept"); n != 1000 {
		t.Errorf("%d rows are left of 1000", n)
	}
}

func TestTheChildEndsWithItsKilledParentAndTheDirectoryOpensAgain(t *testing.T) {
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentVar+"="+dir)
	parent.Stderr = os.Stderr
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	var dsn string
	_, err = fmt.Fscanln(bufio.NewReader(out), &pid, &dsn)
	if err != nil {
		parent.Process.Kill()
		t.Fatalf("reading where the parent's server is: %v", err)
	}
	// The open connection makes the child's end slow: the new server must wait for it.
	run(t, connect(t, dsn), keptTable...)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	parent.Wait() // says that it was killed
	again := start(t, clickhouse.Config{DataDir: dir})
	waitFor(t, "the orphan is gone", func() bool { return gone(pid) })
	if n := count(t, connect(t, again.DSN()), "SELECT count() FROM kept"); n != 1000 {
		t.Errorf("%d rows are left of 1000", n)
	}
}

func TestADirectoryInUseIsRefused(t *testing.T) {
	cfg := clickhouse.Config{DataDir: t.TempDir()}
	start(t, cfg)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var held *lock.HeldError
	if _, err := clickhouse.Start(ctx, cfg); !errors.As(err, &held) {
		t.Errorf("a second server gets %v", err)
	}
}

func TestACorruptPasswordFileIsNamed(t *testing.T) {
	dir := t.TempDir()
	path := dir + "/credentials.json"
	if err := os.WriteFile(path, []byte(`{"services":""}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

// gone says whether a process has ended; who reaps an orphan is not for us to hurry.
func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || bytes.Contains(stat, []byte(") Z "))
}
