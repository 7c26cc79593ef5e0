package clickhouse

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// packages are the npm packages that carry libchdb, by platform.
var packages = map[string]string{
	"linux/amd64":  "lib-linux-x64-gnu",
	"linux/arm64":  "lib-linux-arm64-gnu",
	"darwin/amd64": "lib-darwin-x64",
	"darwin/arm64": "lib-darwin-arm64",
}

// MissingLibraryError says that libchdb is not there, and how it gets there.
type MissingLibraryError struct{ Tried []string }

func (e *MissingLibraryError) Error() string {
	return fmt.Sprintf("the embedded ClickHouse needs libchdb, which is at none of %v: run `make deps` (npm ci --prefix deploy/chdb) in the checkout, "+
		"point MOLTWATCH_LIBCHDB at a libchdb.so, or use a ClickHouse of yours with --clickhouse", e.Tried)
}

// findLibrary gives the path of libchdb: the one that is named, or the one of the checkout that
// this binary or the working directory is in.
func findLibrary(named string) (string, error) {
	if named == "" {
		named = os.Getenv("MOLTWATCH_LIBCHDB")
	}
	if named != "" {
		if _, err := os.Stat(named); err != nil {
			return "", &MissingLibraryError{Tried: []string{named}}
		}
		return filepath.Abs(named)
	}
	pkg, ok := packages[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return "", fmt.Errorf("there is no embedded ClickHouse for %s/%s: use one of yours with --clickhouse", runtime.GOOS, runtime.GOARCH)
	}
	var starts, tried []string
	if executable, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(executable); err == nil {
			starts = append(starts, filepath.Dir(real))
		}
	}
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}
	for _, dir := range starts {
		for {
			candidate := filepath.Join(dir, "deploy", "chdb", "node_modules", "@chdb", pkg, "libchdb.so")
			if _, err := os.Stat(candidate); err == nil {
				return candidate, nil
			}
			if _, err := os.Stat(filepath.Join(dir, "deploy", "chdb")); err == nil {
				tried = append(tried, candidate)
			}
			parent := filepath.Dir(dir)
			if parent == dir {
				break
			}
			dir = parent
		}
	}
	return "", &MissingLibraryError{Tried: tried}
}
