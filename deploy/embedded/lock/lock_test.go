package lock_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

func TestOneHolderAtATime(t *testing.T) {
	dir := t.TempDir() + "/made/on/the/way"
	first, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = lock.Acquire(t.Context(), dir, 0)
	var held *lock.HeldError
	if !errors.As(err, &held) || held.Dir != dir || held.PID != fmt.Sprint(os.Getpid()) {
		t.Fatalf("a second holder gets %v", err)
	}
	if !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), held.PID) {
		t.Errorf("the error names neither directory nor holder: %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	second.Release()
}

func TestWaitEndsWhenTheHolderLetsGo(t *testing.T) {
	dir := t.TempDir()
	first, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan error)
	go func() {
		second, err := lock.Acquire(t.Context(), dir, time.Minute)
		if err == nil {
			err = second.Release()
		}
		got <- err
	}()
	first.Release()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	dir := t.TempDir()
	first, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var held *lock.HeldError
	if _, err := lock.Acquire(ctx, dir, time.Hour); !errors.As(err, &held) {
		t.Errorf("got %v", err)
	}
}

func TestAnInheritedLockLastsAsLongAsItsHeir(t *testing.T) {
	dir := t.TempDir()
	first, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	heir := exec.Command("cat")
	stdin, err := heir.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	heir.ExtraFiles = []*os.File{first.File()}
	if err := heir.Start(); err != nil {
		t.Fatal(err)
	}
	first.Release()
	var held *lock.HeldError
	if _, err := lock.Acquire(t.Context(), dir, 0); !errors.As(err, &held) {
		t.Errorf("while the heir lives: %v", err)
	}
	stdin.Close()
	if err := heir.Wait(); err != nil {
		t.Fatal(err)
	}
	second, err := lock.Acquire(t.Context(), dir, 0)
	if err != nil {
		t.Fatalf("after the heir's end: %v", err)
	}
	second.Release()
}

func TestADirectoryThatCannotBeMadeIsAnError(t *testing.T) {
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file + "/below"} {
		var held *lock.HeldError
		if _, err := lock.Acquire(t.Context(), dir, time.Minute); err == nil || errors.As(err, &held) {
			t.Errorf("%q: %v", dir, err)
		}
	}
}
