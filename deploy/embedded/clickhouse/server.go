package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

// Database is the database that the server has from its first start.
const Database = "moltwatch"

const (
	servicesUser = "moltwatch"
	grafanaUser  = "grafana"

	defaultMemory = 2 << 30 // bytes

	// lockWait outlasts closeWithin: the child of a parent that died may still be closing.
	lockWait = closeWithin + 7*time.Second
	// readyWithin bounds a start. A large data directory on a cold disk takes longest.
	readyWithin = 60 * time.Second
	// stopWithin bounds a stop whose context has no nearer end.
	stopWithin = closeWithin + 2*time.Second
)

// Config says where a server keeps its data and how it is reached. Only DataDir must be set.
type Config struct {
	DataDir     string
	Library     string // libchdb.so; empty: see FindLibrary
	TCPPort     int    // native protocol; 0: a free one is chosen
	HTTPPort    int    // 0: a free one is chosen
	MemoryLimit int64  // bytes that the server may use in all; 0: 2 GiB
	Keeper      string // host:port of a ZooKeeper, for the DDL of replicated tables; empty: none
	Logger      *slog.Logger

	remotes []remote // the shards of the cluster that it belongs to
}

// Server is a running ClickHouse. Safe for concurrent use.
type Server struct {
	tcp, http string
	secret    credentials
	cmd       *exec.Cmd
	lifeline  io.Closer
	stderr    *tail
	stopping  atomic.Bool
	done      chan struct{} // closed when the child is gone; err is set before
	err       error
}

// DSN is where services find Database, with their user and password.
func (s *Server) DSN() string { return s.DatabaseDSN(Database) }

// DatabaseDSN is DSN for another database, which whoever asks makes.
func (s *Server) DatabaseDSN(database string) string {
	return s.dsn(servicesUser, s.secret.Services, database)
}

// ReaderDSN is for a user who may only read, in Database and others whose name starts with that;
// made for Grafana.
func (s *Server) ReaderDSN(database string) string {
	return s.dsn(grafanaUser, s.secret.Grafana, database)
}

func (s *Server) dsn(user, password, database string) string {
	u := url.URL{Scheme: "clickhouse", User: url.UserPassword(user, password), Host: s.tcp, Path: "/" + database}
	return u.String()
}

// TCPAddr is the host:port of the native protocol.
func (s *Server) TCPAddr() string { return s.tcp }

// HTTPAddr is the host:port of the HTTP interface; its users are those of the DSNs.
func (s *Server) HTTPAddr() string { return s.http }

// PID is the child's process id.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Done is closed when the child is gone.
func (s *Server) Done() <-chan struct{} { return s.done }

// Wait blocks until the child is gone or ctx ends. It gives nil if ctx ended or Stop asked for the
// child's end, and otherwise why it went, with the last it had to say.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.done:
		return s.err
	}
}

// Kill ends the child as a crash would. Wait tells of it.
func (s *Server) Kill() error {
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("killing ClickHouse, process %d: %w", s.PID(), err)
	}
	<-s.done
	return nil
}

// Stop ends the server: what runs is cut short, what was acknowledged stays. A child that has
// not ended when ctx does, or after ten seconds, is killed, which the error says.
func (s *Server) Stop(ctx context.Context) error {
	s.stopping.Store(true)
	s.lifeline.Close() // fails only if the child is gone already
	ctx, cancel := context.WithTimeout(ctx, stopWithin)
	defer cancel()
	select {
	case <-s.done:
		return s.err
	case <-ctx.Done():
	}
	if err := s.Kill(); err != nil {
		return err
	}
	return errors.New("ClickHouse did not stop in time and was killed; nothing that it acknowledged is lost")
}

// Start runs a server on cfg.DataDir and returns when it answers. It waits a bounded time for a
// former server on the same directory to finish closing. It gives a *MissingLibraryError, a
// *lock.HeldError, or why the engine did not come up.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.DataDir == "" {
		return nil, errors.New("starting ClickHouse: no data directory is named")
	}
	dir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("starting ClickHouse: %w", err)
	}
	if cfg.MemoryLimit == 0 {
		cfg.MemoryLimit = defaultMemory
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	library, err := FindLibrary(cfg.Library, "")
	if err != nil {
		return nil, err
	}
	held, err := lock.Acquire(ctx, dir, lockWait)
	if err != nil {
		return nil, fmt.Errorf("starting ClickHouse: %w", err)
	}
	defer held.Release() // the child has its own share
	secret, err := prepare(dir, cfg)
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		s, err := launch(ctx, cfg, library, dir, held, secret)
		if err == nil {
			cfg.Logger.Info("clickhouse started", "tcp_addr", s.tcp, "http_addr", s.http, "data_dir", dir, "pid", s.PID())
			return s, nil
		}
		// A port that was free when it was chosen may be taken before the child listens.
		if chosen := cfg.TCPPort == 0 || cfg.HTTPPort == 0; !chosen || !errors.Is(err, errAddressInUse) || try == 3 {
			return nil, fmt.Errorf("starting ClickHouse: %w", err)
		}
	}
}

// freeAddr gives a local address with port, or a port that was free a moment ago if it is 0.
func freeAddr(port int) (string, error) {
	if port == 0 {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return "", fmt.Errorf("choosing a free port: %w", err)
		}
		defer l.Close()
		port = l.Addr().(*net.TCPAddr).Port
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), nil
}
