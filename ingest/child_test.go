package ingest_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/bus"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
	"github.com/moltwatch/moltwatch/internal/warehouse"
)

// childVariable, set in the environment, makes this test binary one consumer.
const childVariable = "RUN_AS_INGEST"

// childConfig is what a consumer in a process of its own works on.
type childConfig struct {
	Broker, ClickHouse string
	Limits             ingest.Limits
	Session            time.Duration
	PeakFile           string // gets the most memory that it has had; "" is none
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		if err := runChild(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	testparts.Main(m)
}

func runChild(text string) error {
	var cfg childConfig
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		return err
	}
	b, err := bus.Open(bus.Config{Brokers: []string{cfg.Broker}})
	if err != nil {
		return err
	}
	w, err := warehouse.Open(context.Background(), cfg.ClickHouse)
	if err != nil {
		return err
	}
	extractor, err := textfeatures.Standard()
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(ingest.ProcessMemory(cmp.Or(cfg.Limits.Memory, ingest.DefaultMemory))) // as cmd does
	i, err := ingest.New(ingest.Config{
		Bus: b, Warehouse: w, Stages: stages, Texts: ingest.Texts{Extractor: extractor}, Limits: cfg.Limits, Session: cfg.Session, Logger: slog.New(slog.NewTextHandler(os.Stdout, nil)),
	})
	if err != nil {
		return err
	}
	if cfg.PeakFile != "" {
		stop, err := notePeakMemory(cfg.PeakFile)
		if err != nil {
			return err
		}
		defer stop()
	}
	return i.Run(context.Background())
}

// child is a consumer in a process of its own: one that can be killed and stalled.
type child struct {
	t       testing.TB
	command *exec.Cmd
	lines   chan string // what it logs; closed when it is gone
}

func (s *stage) child(broker, clickhouse string) *child {
	s.Helper()
	return startChild(s.T, childConfig{Broker: broker, ClickHouse: clickhouse, Limits: s.limits, Session: s.session})
}

func startChild(t testing.TB, cfg childConfig) *child {
	t.Helper()
	text, err := json.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, command: exec.Command(executable), lines: make(chan string, 10_000)}
	c.command.Env = append(os.Environ(), childVariable+"="+string(text), "GOGC=100") // as users run it
	out, err := c.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	go c.read(out)
	t.Cleanup(c.kill)
	return c
}

// read ends with the child's output, which kill sees to.
func (c *child) read(out io.Reader) {
	defer close(c.lines)
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		select {
		case c.lines <- scanner.Text():
		default: // nobody reads: what it says is of no interest
		}
	}
}

// says waits until the child logs something with part in it, and reports whether it did in time.
func (c *child) says(part string, within time.Duration) bool {
	deadline := time.After(within)
	for {
		select {
		case line, ok := <-c.lines:
			if !ok {
				return false
			}
			if strings.Contains(line, part) {
				return true
			}
		case <-deadline:
			return false
		}
	}
}

// kill is kill -9.
func (c *child) kill() {
	if c.command.ProcessState != nil {
		return
	}
	_ = c.command.Process.Kill() // it may be gone already
	_ = c.command.Wait()         // it was killed, which is an error
}

func (c *child) signal(s syscall.Signal) {
	c.t.Helper()
	if err := c.command.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}
