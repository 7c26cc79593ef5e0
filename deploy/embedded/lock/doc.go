// Package lock gives a directory one owner at a time.
//
// It promises that whoever holds a Lock is the only one to do so on this machine, and that
// the kernel takes the lock back when its last holder dies, however it dies: a lock is never
// stale. It never removes the lock file, so that two openers always meet on one inode.
// A Lock is owned by whoever acquired it; a child process that inherits its file shares it.
package lock
