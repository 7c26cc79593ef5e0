package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/moltwatch/moltwatch/deploy/embedded/process"
)

// ErrUnavailable is returned where PostgreSQL cannot run: the error says what is missing.
var ErrUnavailable = errors.New("it cannot run here")

const (
	readyWithin = 60 * time.Second
	pollEvery   = 50 * time.Millisecond
	owner       = "moltwatch"
)

// Config says how the server treats its disk.
type Config struct {
	Durable bool // each commit is on the disk; else only as far as the operating system pleases
}

// Server is a running PostgreSQL. Safe for concurrent use.
type Server struct {
	*process.Process
	dir, addr, password string
}

// Start makes a cluster in the temporary directory and runs it.
func Start(ctx context.Context, cfg Config) (_ *Server, err error) {
	programs, err := find()
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	user, err := unprivileged()
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s := &Server{}
	if s.dir, err = os.MkdirTemp("", "moltwatch-postgres-"); err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	if user != nil {
		if err := os.Chown(s.dir, int(user.Uid), int(user.Gid)); err != nil {
			return nil, fmt.Errorf("starting PostgreSQL: %w", err)
		}
	}
	random := make([]byte, 16)
	rand.Read(random)
	s.password = hex.EncodeToString(random)
	if err := s.makeCluster(ctx, programs, user); err != nil {
		return nil, err
	}
	if s.addr, err = process.FreeAddr(); err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	command := []string{
		filepath.Join(programs, "postgres"), "-D", s.data(), "-h", host, "-p", port, "-k", s.dir,
		"-c", "max_connections=200", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB",
	}
	if !cfg.Durable {
		command = append(command, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	if s.Process, err = process.Run(process.Spec{Name: "PostgreSQL", Output: filepath.Join(s.dir, "output"), Command: command, Ask: "INT", User: user}); err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// ready waits until the server answers.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url("postgres", s.password))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.Done():
			return fmt.Errorf("starting PostgreSQL: %w", s.Wait(ctx))
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL did not answer within %s: %w", readyWithin, err)
		case <-time.After(pollEvery):
		}
	}
}

// Database makes a database and gives its address, without the password: an empty one, or a copy
// of the database template, to which nobody may be connected.
func (s *Server) Database(ctx context.Context, name, template string) (address string, err error) {
	conn, err := pgx.Connect(ctx, s.url("postgres", s.password))
	if err != nil {
		return "", fmt.Errorf("making database %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	statement := "CREATE DATABASE " + pgx.Identifier{name}.Sanitize()
	if template != "" {
		statement += " TEMPLATE " + pgx.Identifier{template}.Sanitize()
	}
	if _, err := conn.Exec(ctx, statement); err != nil {
		return "", fmt.Errorf("making database %s: %w", name, err)
	}
	return s.url(name, ""), nil
}

// Password is that of the one user.
func (s *Server) Password() string { return s.password }

func (s *Server) url(database, password string) string {
	u := url.URL{Scheme: "postgres", User: url.User(owner), Host: s.addr, Path: database, RawQuery: "sslmode=disable"}
	if password != "" {
		u.User = url.UserPassword(owner, password)
	}
	return u.String()
}

// Stop ends the server and deletes its cluster.
func (s *Server) Stop() error {
	var err error
	if s.Process != nil {
		err = s.Process.Stop()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// find gives the folder of PostgreSQL's programs, the newest version's.
func find() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(found), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // where Debian puts them
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("%w: PostgreSQL is not installed: deploy/postgres.sh installs it, or sudo apt-get install postgresql", ErrUnavailable)
	}
	return filepath.Dir(found[len(found)-1]), nil
}
