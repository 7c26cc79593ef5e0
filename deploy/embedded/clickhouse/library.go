package clickhouse

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// LibraryVar is the environment variable that names libchdb.so, over every other place.
const LibraryVar = "MOLTWATCH_LIBCHDB"

// InstallCommand puts the library where FindLibrary looks, run at the root of the source tree.
const InstallCommand = "make deps"

// MissingLibraryError says that the engine is not installed, and what installs it.
type MissingLibraryError struct{ Tried []string }

func (e *MissingLibraryError) Error() string {
	return fmt.Sprintf("the embedded ClickHouse (libchdb.so) is not installed; looked at %s: run `%s` "+
		"(that is `npm ci --prefix deploy/chdb`) at the root of the source tree, or set %s to the file, "+
		"or give --clickhouse the address of a server",
		strings.Join(e.Tried, ", "), InstallCommand, LibraryVar)
}

// FindLibrary says where libchdb.so is: at path if that is not empty, else at $MOLTWATCH_LIBCHDB,
// else beside the executable or in the source tree that the executable's folder is in, else
// under root, a source tree, if that is not empty. The working directory never decides which
// code is loaded. It gives a *MissingLibraryError if the file is not there.
func FindLibrary(path, root string) (string, error) {
	places, err := places(path, root)
	if err != nil {
		return "", err
	}
	for _, place := range places {
		info, err := os.Stat(place)
		if err == nil && info.Mode().IsRegular() {
			return place, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("looking for the embedded ClickHouse: %w", err)
		}
	}
	return "", &MissingLibraryError{Tried: places}
}

// places lists where the library may be, best first. A place that was named is the only one.
func places(path, root string) ([]string, error) {
	if path == "" {
		path = os.Getenv(LibraryVar)
	}
	if path != "" {
		return []string{path}, nil
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("asking where this executable is: %w", err)
	}
	if real, err := filepath.EvalSymlinks(executable); err == nil {
		executable = real
	}
	folder := filepath.Dir(executable)
	found := []string{filepath.Join(folder, "libchdb.so"), inTree(filepath.Dir(folder))}
	if root != "" {
		found = append(found, inTree(root))
	}
	return found, nil
}

// inTree is where deploy/chdb/package-lock.json puts the library of this platform.
func inTree(root string) string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	platform := runtime.GOOS + "-" + arch
	if runtime.GOOS == "linux" {
		platform += "-gnu"
	}
	return filepath.Join(root, "deploy", "chdb", "node_modules", "@chdb", "lib-"+platform, "libchdb.so")
}
