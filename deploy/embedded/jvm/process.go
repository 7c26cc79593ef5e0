package jvm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"
)

const stopWithin = 15 * time.Second

// keeper runs its arguments until they end, or stdin does, which is when the parent lets go of
// it or dies: then it asks them to end. Java would outlive its parent.
const keeper = `exec 3<&0
"$@" 3<&- </dev/null & child=$!
{ read -r _ <&3; kill "$child"; } 2>/dev/null &
wait "$child"`

// Process is a running server. Safe for concurrent use.
type Process struct {
	name     string
	cmd      *exec.Cmd
	stdin    io.Closer
	output   string // path of what it prints
	stopping atomic.Bool
	done     chan struct{} // closed when it is gone; err is set before
	err      error
}

// Run starts a class of the jars in lib, with options for Java before it and arguments behind
// it. What it prints goes into the file output. name is what it is called in errors.
func Run(name, output, lib string, options []string, class string, args ...string) (*Process, error) {
	file, err := os.OpenFile(output, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	defer file.Close()
	p := &Process{name: name, output: output, done: make(chan struct{})}
	p.cmd = exec.Command("sh", append([]string{"-c", keeper, "keeper"}, Command(lib, options, class, args...)...)...)
	p.cmd.Stdout, p.cmd.Stderr = file, file
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for the parent
	if p.stdin, err = p.cmd.StdinPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go p.reap()
	return p, nil
}

// Command is the command line that runs a class of the jars in lib.
func Command(lib string, options []string, class string, args ...string) []string {
	line := append([]string{"java"}, options...)
	return append(append(line, "-cp", filepath.Join(lib, "*"), class), args...)
}

// reap is the one goroutine of a process; it ends with it, which Stop sees to.
func (p *Process) reap() {
	defer close(p.done)
	err := p.cmd.Wait()
	p.stdin.Close() // the keeper's reader ends with it
	if p.stopping.Load() {
		return
	}
	said, readErr := os.ReadFile(p.output)
	p.err = fmt.Errorf("%s is gone (%w); it said: %s", p.name, errors.Join(errEnded, err, readErr), Excerpt(said))
}

var errEnded = errors.New("it ended by itself")

// Done is closed when the process is gone.
func (p *Process) Done() <-chan struct{} { return p.done }

// Wait blocks until the process is gone or ctx ends. It gives nil if ctx ended or Stop asked for
// that, and otherwise why it went.
func (p *Process) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-p.done:
		return p.err
	}
}

// Stop asks the process to end, and kills it if it has not after fifteen seconds.
func (p *Process) Stop() error {
	p.stopping.Store(true)
	p.stdin.Close() // fails only if it is gone already
	select {
	case <-p.done:
		return nil
	case <-time.After(stopWithin):
	}
	// The group: keeper and Java.
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("killing %s: %w", p.name, err)
	}
	<-p.done
	return nil
}

// FreeAddr gives a local address whose port was free a moment ago.
func FreeAddr() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("choosing a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}
