package zookeeper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/jvm"
	"github.com/moltwatch/moltwatch/deploy/embedded/process"
)

// ErrUnavailable is returned where ZooKeeper cannot run: the error says what is missing.
var ErrUnavailable = jvm.ErrUnavailable

const (
	readyWithin = 60 * time.Second
	pollEvery   = 100 * time.Millisecond
)

const properties = `tickTime=2000
dataDir=%s
clientPortAddress=%s
clientPort=%s
admin.enableServer=false
4lw.commands.whitelist=isro
`

// Server is a running ZooKeeper. Safe for concurrent use.
type Server struct {
	*process.Process
	addr string
}

// Start runs a server whose data is in dir, on a free port, and returns when it answers.
func Start(ctx context.Context, dir string) (*Server, error) {
	lib, err := jvm.Jars(ctx, "zookeeper")
	if err != nil {
		return nil, fmt.Errorf("starting ZooKeeper: %w", err)
	}
	addr, err := process.FreeAddr()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("starting ZooKeeper: %w", err)
	}
	config := filepath.Join(dir, "zoo.cfg")
	if err := os.WriteFile(config, fmt.Appendf(nil, properties, filepath.Join(dir, "data"), host, port), 0o600); err != nil {
		return nil, fmt.Errorf("writing ZooKeeper's configuration: %w", err)
	}
	server, err := jvm.Run("ZooKeeper", filepath.Join(dir, "zookeeper.log"), lib, []string{"-Xmx256m"}, "org.apache.zookeeper.server.quorum.QuorumPeerMain", config)
	if err != nil {
		return nil, err
	}
	s := &Server{Process: server, addr: addr}
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("starting ZooKeeper: %w", err), s.Stop())
	}
	return s, nil
}

// Addr is the server's host:port.
func (s *Server) Addr() string { return s.addr }

func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		err := s.ask()
		if err == nil {
			return nil
		}
		select {
		case <-s.Done():
			return s.Wait(context.Background())
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w", s.addr, errors.Join(ctx.Err(), err))
		case <-time.After(pollEvery):
		}
	}
}

// ask says isro, to which a server that serves answers rw. To ruok one answers as soon as it listens, and then
// ends every session that is begun until it serves.
func (s *Server) ask() error {
	conn, err := net.DialTimeout("tcp", s.addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	var answer []byte
	err = conn.SetDeadline(time.Now().Add(time.Second))
	if err == nil {
		_, err = conn.Write([]byte("isro"))
	}
	if err == nil {
		answer, err = io.ReadAll(io.LimitReader(conn, 100))
	}
	if err == nil && string(answer) != "rw" {
		err = fmt.Errorf("it answers %q", answer)
	}
	return err
}
