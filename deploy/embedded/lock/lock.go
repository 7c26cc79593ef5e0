package lock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// fileName is the lock's own file within the directory that it guards.
const fileName = "lock"

// retryWait is the pause between two tries at a held lock.
const retryWait = 25 * time.Millisecond

// Lock is a held lock.
type Lock struct{ file *os.File }

// HeldError says that another process owns a directory.
type HeldError struct {
	Dir string
	PID string // of the process that took the lock; empty if it did not say
}

func (e *HeldError) Error() string {
	by := "another process"
	if e.PID != "" {
		by = "process " + e.PID
	}
	return fmt.Sprintf("%s is in use by %s: stop it first, or choose another data directory", e.Dir, by)
}

// Acquire makes dir if it is not there and takes its lock. It tries for as long as wait says
// (0: once), or until ctx ends, while someone else holds it, and then gives a *HeldError.
func Acquire(ctx context.Context, dir string, wait time.Duration) (*Lock, error) {
	if dir == "" {
		return nil, errors.New("no directory to lock is named")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the directory to lock: %w", err)
	}
	path := filepath.Join(dir, fileName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock of %s: %w", dir, err)
	}
	if err := flock(ctx, file, time.Now().Add(wait)); err != nil {
		defer file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			pid, _ := os.ReadFile(path) // only to say who: without it the error is still true
			return nil, &HeldError{Dir: dir, PID: strings.TrimSpace(string(pid))}
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	if err := sign(file); err != nil {
		file.Close()
		return nil, fmt.Errorf("signing the lock %s: %w", path, err)
	}
	return &Lock{file: file}, nil
}

func flock(ctx context.Context, file *os.File, deadline time.Time) error {
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK) || !time.Now().Before(deadline):
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(retryWait):
		}
	}
}

// sign writes this process's id into the lock file, for the error of whoever comes next.
func sign(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// File is the open lock file, to hand on to a child process: the lock then lasts until both
// have ended.
func (l *Lock) File() *os.File { return l.file }

// Release lets go of this process's share of the lock.
func (l *Lock) Release() error { return l.file.Close() }
