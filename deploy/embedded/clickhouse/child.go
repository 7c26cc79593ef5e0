package clickhouse

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// Variables by which a parent tells a child what it is.
const (
	childLibrary = "MOLTWATCH_CHILD_LIBCHDB"
	childConfig  = "MOLTWATCH_CHILD_CONFIG"
	childPath    = "MOLTWATCH_CHILD_PATH"
)

// untilStdinCloses starts the listeners and then reads from a standard input at which nothing
// ever arrives: the session, and the server with it, ends when the parent lets go of it.
const untilStdinCloses = "SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP; SELECT count() FROM file('/dev/stdin', 'LineAsString')"

// ChildMain runs the server if this process was started to be one, and then returns true. Every
// binary that calls Start calls it first.
func ChildMain() bool {
	library := os.Getenv(childLibrary)
	if library == "" {
		return false
	}
	if err := serve(library, []string{
		"clickhouse", "--config-file", os.Getenv(childConfig), "--path", os.Getenv(childPath), "--query", untilStdinCloses,
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// serve calls chdb_query_cmdline(argc, argv) of libchdb; it returns when the query has ended.
func serve(library string, args []string) error {
	handle, err := purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("loading libchdb: %w", err)
	}
	var query func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	purego.RegisterLibFunc(&query, handle, "chdb_query_cmdline")
	argv := make([]*byte, 0, len(args)+1)
	for _, arg := range args {
		b := append([]byte(arg), 0)
		argv = append(argv, &b[0])
	}
	argv = append(argv, nil)
	defer runtime.KeepAlive(argv)
	result := (*queryResult)(query(int32(len(args)), unsafe.Pointer(&argv[0])))
	if result != nil && result.errorMessage != nil {
		return fmt.Errorf("clickhouse ended: %s", text(result.errorMessage))
	}
	return nil
}

// queryResult is struct local_result_v2 of chdb.h.
type queryResult struct {
	buf          *byte
	length       uintptr
	vec          unsafe.Pointer
	elapsed      float64
	rowsRead     uint64
	bytesRead    uint64
	errorMessage *byte
}

func text(c *byte) string {
	var b strings.Builder
	for p := unsafe.Pointer(c); *(*byte)(p) != 0; p = unsafe.Add(p, 1) {
		b.WriteByte(*(*byte)(p))
	}
	return b.String()
}
