package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// runVariable, set in the environment, makes this test binary the moltwatch command.
const runVariable = "RUN_AS_MOLTWATCH"

func TestMain(m *testing.M) {
	if os.Getenv(runVariable) != "" && !clickhouse.ChildMain() {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
		defer stop()
		os.Exit(run(ctx, os.Args[1:], os.Environ(), terminal{out: os.Stdout, err: os.Stderr}))
	}
	testparts.Main(m)
}

// process is a moltwatch in a process of its own.
type process struct {
	*testing.T
	command *exec.Cmd
	output  *transcript
	done    chan struct{}
}

// transcript keeps what a process says, and lets one wait for a line of it.
type transcript struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{}
}

func (o *transcript) read(r io.Reader) {
	scanner := bufio.NewScanner(r)
	for scanner.Scan() {
		o.mu.Lock()
		o.lines = append(o.lines, scanner.Text())
		close(o.more)
		o.more = make(chan struct{})
		o.mu.Unlock()
	}
}

func (o *transcript) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.lines, "\n")
}

// after waits for a line that begins with word and gives what follows the word.
func (p *process) after(word string) string {
	p.Helper()
	deadline := time.After(60 * time.Second)
	for {
		p.output.mu.Lock()
		for _, line := range p.output.lines {
			if rest, ok := strings.CutPrefix(line, word+" "); ok {
				p.output.mu.Unlock()
				return strings.TrimSpace(rest)
			}
		}
		more := p.output.more
		p.output.mu.Unlock()
		select {
		case <-more:
		case <-p.done:
			p.Fatalf("moltwatch ended before it said %q:\n%s", word, p.output)
		case <-deadline:
			p.Fatalf("moltwatch did not say %q:\n%s", word, p.output)
		}
	}
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{T: t, command: exec.Command(executable, args...), output: &transcript{more: make(chan struct{})}, done: make(chan struct{})}
	p.command.Env = append(os.Environ(), runVariable+"=1", "NO_COLOR=1")
	reader, writer := io.Pipe()
	p.command.Stdout, p.command.Stderr = writer, writer
	p.command.WaitDelay = 5 * time.Second
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go p.output.read(reader) // ends when the writer is closed
	go func() {
		p.command.Wait()
		writer.Close()
		close(p.done)
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

// kill is kill -9.
func (p *process) kill() {
	p.command.Process.Kill()
	<-p.done
}

// stop is Ctrl-C; it gives the exit code.
func (p *process) stop() int {
	p.Helper()
	p.command.Process.Signal(os.Interrupt)
	return p.wait(30 * time.Second)
}

func (p *process) wait(limit time.Duration) int {
	p.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		p.Fatalf("moltwatch still runs after %s:\n%s", limit, p.output)
	}
	return p.command.ProcessState.ExitCode()
}

// eventually waits until f is true.
func eventually(t *testing.T, limit time.Duration, what string, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !f(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(fmt.Sprintf("after %s still not: %s", limit, what))
		}
	}
}
