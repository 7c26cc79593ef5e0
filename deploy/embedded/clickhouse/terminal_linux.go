package clickhouse

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// attachTerminal puts a terminal of the child's own on its stdin, and gives the end of it that,
// closed, ends a session that waits for a line. The engine's command line takes a session without
// a terminal for a script, and makes every exception of a connection's thread the end of the
// process: a wrong password, or a client that dies, would take the server down. At a terminal it
// logs them, as ClickHouse's own server does.
func attachTerminal() (io.Closer, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("making a terminal for the engine: %w", err)
	}
	if err := connectStdin(int(master.Fd())); err != nil {
		master.Close()
		return nil, fmt.Errorf("giving the engine its terminal: %w", err)
	}
	return master, nil
}

// connectStdin makes stdin the other end of the terminal master.
func connectStdin(master int) error {
	if err := unix.IoctlSetPointerInt(master, unix.TIOCSPTLCK, 0); err != nil {
		return fmt.Errorf("unlocking it: %w", err)
	}
	number, err := unix.IoctlGetInt(master, unix.TIOCGPTN)
	if err != nil {
		return fmt.Errorf("asking for its number: %w", err)
	}
	slave, err := unix.Open(fmt.Sprintf("/dev/pts/%d", number), unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("opening its other end: %w", err)
	}
	defer unix.Close(slave)
	return unix.Dup3(slave, 0, 0)
}
