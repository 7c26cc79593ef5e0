package testparts

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Disk is a small disk of a test's own, in memory, that fills up.
type Disk struct{ Dir string }

// SmallDisk gives a disk of so many bytes that ends with the test. Who may not mount one has the test
// skipped, or failed in CI.
func SmallDisk(t testing.TB, bytes int) Disk {
	t.Helper()
	dir, err := os.MkdirTemp("", "small-disk-") // not the test's folder, which no other user may enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(dir) })
	d := Disk{Dir: dir}
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "mode=755,size="+strconv.Itoa(bytes), "moltwatch-test", d.Dir).CombinedOutput()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("mounting a small disk: %v: %s", err, out)
		}
		t.Skipf("nobody may mount a small disk here: run it as root, or under unshare --user --map-root-user --mount (%v)", err)
	}
	// Lazily: a program that was killed may still be about to close its files.
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "--lazy", d.Dir).CombinedOutput(); err != nil {
			t.Errorf("unmounting the small disk: %v: %s", err, out)
		}
	})
	return d
}

func (d Disk) ballast() string { return filepath.Join(d.Dir, "ballast") }

// Fill leaves room for so many bytes, to a megabyte.
func (d Disk) Fill(t testing.TB, leave int) {
	t.Helper()
	var is syscall.Statfs_t
	if err := syscall.Statfs(d.Dir, &is); err != nil {
		t.Fatal(err)
	}
	room := int64(is.Bavail)*is.Bsize - int64(leave)
	file, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	for piece := make([]byte, 1<<20); err == nil && (room > 0 || leave == 0); room -= int64(len(piece)) {
		_, err = file.Write(piece)
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatalf("filling a disk: %v", err)
	}
}

// Free gives back what Fill took.
func (d Disk) Free(t testing.TB) {
	t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		t.Fatal(err)
	}
}
