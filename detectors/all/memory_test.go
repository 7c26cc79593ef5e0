package all_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// memory is the most that was resident, in bytes.
type memory struct {
	ours   int // of this process
	theirs int // of its children, which are the ClickHouse
	both   int // of all at one moment
}

func (m memory) String() string {
	return fmt.Sprintf("%d MiB and ClickHouse %d MiB, together %d MiB", m.ours>>20, m.theirs>>20, m.both>>20)
}

// hold holds what was done to the bound of memory.
func (m memory) hold(t *testing.T, what string) {
	t.Helper()
	if m.both > mostMemory {
		t.Errorf("%s takes %d MiB with ClickHouse", what, m.both>>20)
	}
}

// watchMemory looks at what is resident a hundred times a second, until it is asked for the most.
func watchMemory(t *testing.T) (most func() memory) {
	t.Helper()
	own, children := processes(t)
	if len(children) == 0 {
		t.Fatal("no ClickHouse is seen: its memory would not be counted")
	}
	var m memory
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		every := time.NewTicker(10 * time.Millisecond)
		defer every.Stop()
		for {
			ours, theirs := resident(own), 0
			for _, pid := range children {
				theirs += resident(pid)
			}
			m = memory{max(m.ours, ours), max(m.theirs, theirs), max(m.both, ours+theirs)}
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
		}
	}()
	wait := func() {
		stop()
		<-stopped
	}
	t.Cleanup(wait)
	return func() memory {
		wait()
		return m
	}
}

// resident is what a process has in memory, in bytes; 0 if it has ended.
func resident(pid string) int {
	status, err := os.ReadFile("/proc/" + pid + "/statm")
	if err != nil {
		return 0
	}
	var size, pages int
	if _, err := fmt.Sscan(string(status), &size, &pages); err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}

// inUse is what is on the heap and needed, in bytes.
func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// processes lists this process and its children, which are the ClickHouse.
func processes(t *testing.T) (own string, children []string) {
	t.Helper()
	own = strconv.Itoa(os.Getpid())
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(fields) > 1 && fields[1] == own {
			children = append(children, filepath.Base(filepath.Dir(path)))
		}
	}
	return own, children
}
