//go:build unix

package store

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Between its fork and its exec a child has every open file of this process, and so the lock. A store that was
// closed can be opened all the same.
func TestAStoreThatWasClosedIsFreeThoughAChildIsBeingMade(t *testing.T) {
	place := somewhere(t)
	s := open(t, place, nil)
	e, ok := s.engine.(*sqlite)
	if !ok {
		t.Skip("the lock of a file is SQLite's")
	}
	child, err := unix.Dup(int(e.lock.Fd())) // what a fork does
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(child) }()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, place, nil).Close(); err != nil {
		t.Fatal(err)
	}
}
