package clickhouse

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Config says where a server keeps its data. Zero ports are chosen free.
type Config struct {
	DataDir           string
	Library           string // libchdb; empty: found in the checkout
	TCPPort, HTTPPort int
	MemoryLimit       int64 // bytes; 0: 2 GiB
	Logger            *slog.Logger
}

// Server is a running ClickHouse.
type Server struct {
	command            *exec.Cmd
	stdin              io.WriteCloser
	stderr             *tail
	done               chan struct{}
	exit               error
	tcp, http          int
	password, readerPW string
}

// Database is the one that Start creates.
const Database = "moltwatch"

const (
	startTimeout = 60 * time.Second
	pollEvery    = 50 * time.Millisecond
)

// Start starts a server on the data in cfg.DataDir and returns when it answers. A server that
// was killed there a moment ago may still hold its files: Start tries again until it lets go.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	library, err := findLibrary(cfg.Library)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		s, err := start(ctx, library, cfg)
		if err == nil {
			return s, nil
		}
		if !errors.Is(err, errExited) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("starting ClickHouse in %s: %w", cfg.DataDir, err)
		case <-time.After(10 * pollEvery):
		}
	}
}

// errExited is what start gives when the child ended before it answered.
var errExited = errors.New("clickhouse ended before it answered")

func start(ctx context.Context, library string, cfg Config) (*Server, error) {
	dir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("finding ClickHouse's data directory: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making ClickHouse's data directory: %w", err)
	}
	s := &Server{stderr: &tail{}, done: make(chan struct{}), tcp: cfg.TCPPort, http: cfg.HTTPPort}
	if s.password, err = secret(filepath.Join(dir, "password")); err != nil {
		return nil, err
	}
	if s.readerPW, err = secret(filepath.Join(dir, "grafana.password")); err != nil {
		return nil, err
	}
	for _, port := range []*int{&s.tcp, &s.http} {
		if *port == 0 {
			if *port, err = freePort(); err != nil {
				return nil, err
			}
		}
	}
	memory := cfg.MemoryLimit
	if memory == 0 {
		memory = 2 << 30
	}
	config, err := writeConfig(dir, s.tcp, s.http, memory, s.password, s.readerPW)
	if err != nil {
		return nil, err
	}
	if err := s.spawn(library, config, filepath.Join(dir, "store")); err != nil {
		return nil, err
	}
	if err := s.waitReady(ctx); err != nil {
		s.Stop(context.Background())
		return nil, err
	}
	if cfg.Logger != nil {
		cfg.Logger.Info("clickhouse is up", "tcp_port", s.tcp, "http_port", s.http)
	}
	return s, nil
}

func (s *Server) spawn(library, config, store string) error {
	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this binary to start ClickHouse with: %w", err)
	}
	s.command = exec.Command(executable)
	s.command.Env = append(os.Environ(), childLibrary+"="+library, childConfig+"="+config, childPath+"="+store)
	s.command.Stderr, s.command.Stdout = s.stderr, io.Discard
	s.command.SysProcAttr = childAttributes()
	if s.stdin, err = s.command.StdinPipe(); err != nil {
		return fmt.Errorf("starting ClickHouse: %w", err)
	}
	if err := s.command.Start(); err != nil {
		return fmt.Errorf("starting ClickHouse: %w", err)
	}
	go func() { // ends with the child, which Stop ends
		s.exit = s.command.Wait()
		close(s.done)
	}()
	return nil
}

func (s *Server) waitReady(ctx context.Context) error {
	conn, err := s.open()
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		if err = conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+Database); err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("%w: %s", errExited, s.reason())
		case <-ctx.Done():
			return fmt.Errorf("waiting for ClickHouse to answer: %w", errors.Join(ctx.Err(), err))
		case <-time.After(pollEvery):
		}
	}
}

// open connects to the database that is always there.
func (s *Server) open() (driver.Conn, error) {
	return clickhouse.Open(&clickhouse.Options{
		Addr: []string{s.address()}, Auth: clickhouse.Auth{Database: "default", Username: "moltwatch", Password: s.password},
		DialTimeout: time.Second,
	})
}

func (s *Server) address() string { return fmt.Sprintf("127.0.0.1:%d", s.tcp) }

// DSN is the address for the services, password included.
func (s *Server) DSN() string { return s.DatabaseDSN(Database) }

// DatabaseDSN is the address of one database.
func (s *Server) DatabaseDSN(database string) string {
	return fmt.Sprintf("clickhouse://moltwatch:%s@%s/%s", s.password, s.address(), database)
}

// ReaderDSN is the address for Grafana: it reads and changes nothing.
func (s *Server) ReaderDSN(database string) string {
	return fmt.Sprintf("clickhouse://grafana:%s@%s/%s", s.readerPW, s.address(), database)
}

// HTTPAddr is host:port of the HTTP interface.
func (s *Server) HTTPAddr() string { return fmt.Sprintf("127.0.0.1:%d", s.http) }

// Wait returns nil when ctx ends, or why the server ended by itself.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.done:
		return fmt.Errorf("clickhouse ended: %s", s.reason())
	}
}

func (s *Server) reason() string {
	said := strings.TrimSpace(s.stderr.String())
	if said == "" {
		said = "it said nothing"
	}
	return fmt.Sprintf("%v: %s", s.exit, said)
}

// Stop ends the server: by closing its input, and when ctx ends first, by force.
func (s *Server) Stop(ctx context.Context) error {
	s.stdin.Close()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	if err := s.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("killing ClickHouse: %w", err)
	}
	<-s.done
	return nil
}

// Kill ends the server as a crash would.
func (s *Server) Kill() error {
	if err := s.command.Process.Kill(); err != nil {
		return fmt.Errorf("killing ClickHouse: %w", err)
	}
	<-s.done
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("finding a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// secret reads a password, or makes one on first use.
func secret(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) > 0 {
		return string(b), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading a password of ClickHouse: %w", err)
	}
	random := make([]byte, 24)
	rand.Read(random)
	made := hex.EncodeToString(random)
	if err := os.WriteFile(path, []byte(made), 0o600); err != nil {
		return "", fmt.Errorf("keeping a password of ClickHouse: %w", err)
	}
	return made, nil
}
