package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

// errAddressInUse marks a start that failed because a port was taken.
var errAddressInUse = errors.New("a port is in use")

// sessionSQL is all that the engine's own session does. The last query reads until the lifeline ends.
var sessionSQL = fmt.Sprintf(`CREATE DATABASE IF NOT EXISTS %s;
SYSTEM START LISTEN TCP;
SYSTEM START LISTEN HTTP;
SELECT count() FROM file('/dev/fd/%d', 'LineAsString')`, Database, lifelineFD)

// launch starts one child and waits until it answers.
func launch(ctx context.Context, cfg Config, library, dir string, held *lock.Lock, secret credentials) (*Server, error) {
	if os.Getenv(childVar) != "" {
		return nil, errors.New("this process is itself an engine's: its main must call clickhouse.ChildMain first")
	}
	tcp, err := freeAddr(cfg.TCPPort)
	if err != nil {
		return nil, err
	}
	web, err := freeAddr(cfg.HTTPPort)
	if err != nil {
		return nil, err
	}
	s := &Server{tcp: tcp, http: web, secret: secret, stderr: &tail{}, done: make(chan struct{})}
	childEnd, lifeline, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("making the engine's lifeline: %w", err)
	}
	defer childEnd.Close()
	s.lifeline = lifeline
	s.cmd, err = command(s, library, dir)
	if err == nil {
		s.cmd.ExtraFiles = []*os.File{lockFD - 3: held.File(), lifelineFD - 3: childEnd}
		err = s.cmd.Start()
	}
	if err != nil {
		lifeline.Close()
		return nil, fmt.Errorf("starting the engine's process: %w", err)
	}
	go s.reap()
	if err := s.ready(ctx); err != nil {
		s.stopping.Store(true)
		_ = s.cmd.Process.Kill() // it may be gone already
		<-s.done
		return nil, err
	}
	return s, nil
}

func command(s *Server, library, dir string) (*exec.Cmd, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("asking where this executable is: %w", err)
	}
	_, tcpPort, err := net.SplitHostPort(s.tcp)
	if err != nil {
		return nil, err
	}
	_, httpPort, err := net.SplitHostPort(s.http)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(executable,
		"--config-file", filepath.Join(dir, configFile), "--path", filepath.Join(dir, engineDir),
		"--listen_host", "127.0.0.1", "--tcp_port", tcpPort, "--http_port", httpPort,
		"--interactive", "--progress", "off", "--history_file", os.DevNull, "--query", sessionSQL)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), childVar+"="+library)
	cmd.Stderr = s.stderr
	// Out of the terminal's group, so that Ctrl-C reaches the parent alone, who stops it in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	return cmd, nil
}

// reap is the one goroutine of a server; it ends with the child, which Stop sees to.
func (s *Server) reap() {
	defer close(s.done)
	err := s.cmd.Wait()
	s.lifeline.Close() // Stop may have
	if s.stopping.Load() {
		return
	}
	how := "it ended by itself"
	if err != nil {
		how = err.Error()
	}
	s.err = fmt.Errorf("ClickHouse, process %d, is gone (%s)%s", s.PID(), how, s.stderr.lastLines())
}

// ready polls until the server answers as the services' user, which nobody else's server on a
// port taken by mistake would.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	var last error
	for {
		if last = s.answer(ctx, client); last == nil {
			return nil
		}
		// A statement of the session that fails leaves the session waiting for another.
		if s.stderr.contains("DB::Exception") {
			return s.startError(errors.New("it could not start" + s.stderr.lastLines()))
		}
		select {
		case <-s.done:
			if s.err == nil {
				return errors.New("stopped before it was ready")
			}
			return s.startError(s.err)
		case <-ctx.Done():
			return fmt.Errorf("no answer at %s: %w (last try: %w)%s", s.http, ctx.Err(), last, s.stderr.lastLines())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// startError marks why a start failed if another port may mend it.
func (s *Server) startError(err error) error {
	if s.stderr.contains("Address already in use") {
		return fmt.Errorf("%w: %w", errAddressInUse, err)
	}
	return err
}

func (s *Server) answer(ctx context.Context, client *http.Client) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.http+"/?query=SELECT+1", nil)
	if err != nil {
		return err
	}
	request.Header.Set("X-ClickHouse-User", servicesUser)
	request.Header.Set("X-ClickHouse-Key", s.secret.Services)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", response.Status)
	}
	return nil
}
