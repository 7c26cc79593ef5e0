package process

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"
)

const stopWithin = 15 * time.Second

// keeper runs its arguments until they end, or stdin does, which is when the parent lets go of
// it or dies: then it asks them to end. A server would outlive its parent.
const keeper = `exec 3<&0; ask="$1"; shift
"$@" 3<&- </dev/null & child=$!
{ read -r _ <&3; kill -"$ask" "$child"; } 2>/dev/null &
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

// Spec says what to run.
type Spec struct {
	Name    string              // in errors
	Output  string              // the file that what it prints goes into
	Command []string            // with its arguments
	Ask     string              // may be "": TERM; the signal that asks it to end
	User    *syscall.Credential // may be nil: the parent's
}

// Run starts a server.
func Run(spec Spec) (*Process, error) {
	file, err := os.OpenFile(spec.Output, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", spec.Name, err)
	}
	defer file.Close()
	if spec.Ask == "" {
		spec.Ask = "TERM"
	}
	p := &Process{name: spec.Name, output: spec.Output, done: make(chan struct{})}
	p.cmd = exec.Command("sh", append([]string{"-c", keeper, "keeper", spec.Ask}, spec.Command...)...)
	p.cmd.Stdout, p.cmd.Stderr = file, file
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: spec.User} // Ctrl-C is for the parent
	if p.stdin, err = p.cmd.StdinPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", spec.Name, err)
	}
	go p.reap()
	return p, nil
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
	// The group: keeper and server.
	if err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("killing %s: %w", p.name, err)
	}
	<-p.done
	return nil
}

// Excerpt is the end of what a program said, as much as an error can hold.
func Excerpt(out []byte) []byte { return out[max(0, len(out)-1000):] }

// FreeAddr gives a local address whose port was free a moment ago.
func FreeAddr() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("choosing a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}
