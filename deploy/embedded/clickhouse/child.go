package clickhouse

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"
)

// childVar, set in the environment, makes this executable the engine's process. It holds the
// path of the library; the engine's arguments are the process's own.
const childVar = "MOLTWATCH_CLICKHOUSE_CHILD"

// Descriptors that the parent hands to the child.
const (
	lockFD     = 3 // held for as long as the child lives
	lifelineFD = 4 // a pipe that nothing is written to: it ends when the parent lets go of it
)

// closeWithin is how long the engine may take to end after its lifeline did, before the child
// kills itself: a parent that died cannot do it.
const closeWithin = 8 * time.Second

// ChildMain runs the engine if this process was started as one by Start, and says whether it
// did: the caller then returns from main. In any other process it returns false at once. A
// failure is written to stderr, which the parent reads, and ends the process.
func ChildMain() bool {
	library := os.Getenv(childVar)
	if library == "" {
		return false
	}
	// Only the lifeline's end and SIGKILL end the engine: a signal meant for the whole session
	// must not take the server away before its parent has drained what it was doing.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	terminal, err := attachTerminal()
	if err == nil {
		go endAfterParent(terminal)
		err = serve(library, os.Args[1:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// endAfterParent waits until the lifeline has no writer any more, which is when the parent closed
// it or died. The session's last query has then ended too, and the end of its terminal ends the
// session. If that takes too long the process is killed.
func endAfterParent(terminal io.Closer) {
	lifeline := []unix.PollFd{{Fd: lifelineFD}} // asks for nothing, so only the hang-up is told
	for {
		n, err := unix.Poll(lifeline, -1)
		if n > 0 {
			break
		}
		if err != nil && !errors.Is(err, unix.EINTR) {
			fmt.Fprintln(os.Stderr, "watching the parent:", err)
			break
		}
	}
	terminal.Close()
	time.Sleep(closeWithin)
	fmt.Fprintln(os.Stderr, "the engine did not end in time")
	_ = unix.Kill(os.Getpid(), unix.SIGKILL) // nothing is left to do if even this fails
}

// serve calls the engine's command line, which returns when its queries are done.
func serve(library string, args []string) error {
	handle, err := purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return fmt.Errorf("loading the embedded ClickHouse: %w", err)
	}
	for _, name := range []string{"chdb_query_cmdline", "chdb_result_error"} {
		if _, err := purego.Dlsym(handle, name); err != nil {
			return fmt.Errorf("%s is no libchdb that this version can use: %w", library, err)
		}
	}
	var cmdline func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	var resultError func(result unsafe.Pointer) string
	purego.RegisterLibFunc(&cmdline, handle, "chdb_query_cmdline")
	purego.RegisterLibFunc(&resultError, handle, "chdb_result_error")

	var pinner runtime.Pinner
	defer pinner.Unpin()
	argv := make([]*byte, 0, len(args)+2)
	for _, arg := range append([]string{"clickhouse"}, args...) {
		text := append([]byte(arg), 0)
		pinner.Pin(&text[0])
		argv = append(argv, &text[0])
	}
	argv = append(argv, nil)
	pinner.Pin(&argv[0])

	result := cmdline(int32(len(argv)-1), unsafe.Pointer(&argv[0]))
	if result == nil {
		return errors.New("the embedded ClickHouse ended without a result")
	}
	if message := resultError(result); message != "" {
		return errors.New(message)
	}
	return nil
}
