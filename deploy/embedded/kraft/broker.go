package kraft

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/segmentio/kafka-go"
)

const (
	readyWithin = 60 * time.Second
	stopWithin  = 15 * time.Second
	pollEvery   = 100 * time.Millisecond
)

// keeper runs its arguments until they end, or stdin does, which is when the parent lets go of
// it or dies: then it asks them to end. Java would outlive its parent.
const keeper = `exec 3<&0
"$@" 3<&- </dev/null & child=$!
{ read -r _ <&3; kill "$child"; } 2>/dev/null &
wait "$child"`

// Config says where a broker keeps its data and who may speak to it.
type Config struct {
	Dir   string
	Port  int    // of the listener in plain text; 0: a free one is chosen
	Login *Login // nil: plain text, whoever reaches it
}

// Broker is a running Apache Kafka, broker and controller in one. Safe for concurrent use.
type Broker struct {
	cmd      *exec.Cmd
	stdin    io.Closer
	at       addresses
	dir      string
	output   string // path of what it prints
	stopping atomic.Bool
	done     chan struct{} // closed when it is gone; err is set before
	err      error
}

// Start runs a broker on free ports and returns when it answers. The error
// wraps ErrUnavailable if something that Kafka needs is not installed.
func Start(ctx context.Context, cfg Config) (*Broker, error) {
	lib, err := jars(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("starting Apache Kafka: %w", err)
	}
	cfg.Dir = dir
	at, err := freeAddrs(cfg.Port)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, cfg, lib, at); err != nil {
		return nil, err
	}
	b := &Broker{at: at, dir: dir, output: filepath.Join(dir, outputFile), done: make(chan struct{})}
	if err := b.launch(java(dir, lib, "kafka.Kafka", filepath.Join(dir, propertiesFile))); err != nil {
		return nil, fmt.Errorf("starting Apache Kafka: %w", err)
	}
	if err := b.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("starting Apache Kafka: %w", err), b.Stop())
	}
	return b, nil
}

func (b *Broker) launch(args []string) error {
	output, err := os.OpenFile(b.output, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer output.Close()
	b.cmd = exec.Command("sh", append([]string{"-c", keeper, "kafka"}, args...)...)
	b.cmd.Stdout, b.cmd.Stderr = output, output
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for the parent
	if b.stdin, err = b.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := b.cmd.Start(); err != nil {
		return err
	}
	go b.reap()
	return nil
}

// reap is the one goroutine of a broker; it ends with the process, which Stop sees to.
func (b *Broker) reap() {
	defer close(b.done)
	err := b.cmd.Wait()
	b.stdin.Close() // the keeper's reader ends with it
	if b.stopping.Load() {
		return
	}
	said, readErr := os.ReadFile(b.output)
	b.err = fmt.Errorf("Apache Kafka is gone (%w); it said: %s", errors.Join(errEnded, err, readErr), excerpt(said))
}

var errEnded = errors.New("it ended by itself")

func (b *Broker) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	transport := &kafka.Transport{}
	defer transport.CloseIdleConnections()
	client := &kafka.Client{Addr: kafka.TCP(b.at.plain), Timeout: time.Second, Transport: transport}
	for {
		meta, err := client.Metadata(ctx, &kafka.MetadataRequest{})
		if err == nil && len(meta.Brokers) > 0 {
			return nil
		}
		select {
		case <-b.done:
			return b.err
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", b.at.plain, errors.Join(ctx.Err(), err))
		case <-time.After(pollEvery):
		}
	}
}

// Addr is the broker's host:port.
func (b *Broker) Addr() string { return b.at.plain }

// SecureAddr is the host:port that wants TLS and a login, if Config asked for one.
func (b *Broker) SecureAddr() string { return b.at.secure }

// Files are what a client needs at SecureAddr.
func (b *Broker) Files() Files {
	in := func(name string) string { return filepath.Join(b.dir, name) }
	return Files{Authority: in(authorityFile), Certificate: in(clientFile), Key: in(clientKeyFile)}
}

// Wait blocks until the broker is gone or ctx ends. It gives nil if ctx ended or Stop asked for
// that, and otherwise why it went.
func (b *Broker) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-b.done:
		return b.err
	}
}

// Stop asks the broker to end, and kills it if it has not after fifteen seconds.
func (b *Broker) Stop() error {
	b.stopping.Store(true)
	b.stdin.Close() // fails only if it is gone already
	select {
	case <-b.done:
		return nil
	case <-time.After(stopWithin):
	}
	// The group: keeper and Java.
	if err := syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("killing Apache Kafka: %w", err)
	}
	<-b.done
	return nil
}

// addresses are host:port each.
type addresses struct{ plain, secure, controller string }

// freeAddrs gives local addresses, the first with port if that is not 0, the others with ports
// that were free a moment ago.
func freeAddrs(port int) (addresses, error) {
	var found addresses
	for _, addr := range []*string{&found.plain, &found.secure, &found.controller} {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return addresses{}, fmt.Errorf("choosing a free port: %w", err)
		}
		defer l.Close()
		*addr = l.Addr().String()
	}
	if port != 0 {
		found.plain = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	}
	return found, nil
}
