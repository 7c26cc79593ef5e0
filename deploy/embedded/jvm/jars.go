package jvm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
	"github.com/moltwatch/moltwatch/deploy/embedded/process"
)

// ErrUnavailable is returned where a server in Java cannot run: the error says what is missing.
var ErrUnavailable = errors.New("it cannot run here")

// fetchWithin bounds the fetching of some 45 jars, and the wait while another process does it.
const fetchWithin = 5 * time.Minute

// Jars gives the folder with the jars that deploy/NAME/pom.xml lists, fetching them by Maven the
// first time.
func Jars(ctx context.Context, name string) (string, error) {
	if _, err := exec.LookPath("java"); err != nil {
		return "", fmt.Errorf("%w: java is not installed: install a JRE, 17 or newer", ErrUnavailable)
	}
	dir, err := pomDir(name)
	if err != nil {
		return "", err
	}
	lib := filepath.Join(dir, "lib")
	if complete(lib) {
		return lib, nil
	}
	held, err := lock.Acquire(ctx, lib, fetchWithin)
	if err != nil {
		return "", fmt.Errorf("waiting for its jars: %w", err)
	}
	defer held.Release()
	if complete(lib) { // by whoever held the lock before
		return lib, nil
	}
	return lib, fetch(ctx, dir, lib)
}

// fetchedFile marks that Maven has put every jar in its place.
const fetchedFile = "fetched"

func complete(lib string) bool {
	_, err := os.Stat(filepath.Join(lib, fetchedFile))
	return err == nil
}

func fetch(ctx context.Context, dir, lib string) error {
	if _, err := exec.LookPath("mvn"); err != nil {
		return fmt.Errorf("%w: its jars are not in %s and mvn, which fetches them, is not installed: install Maven", ErrUnavailable, lib)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	mvn := exec.CommandContext(ctx, "mvn", "--quiet", "--batch-mode", "--strict-checksums",
		"--file", filepath.Join(dir, "pom.xml"), "dependency:copy-dependencies", "-DoutputDirectory="+lib)
	if out, err := mvn.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: fetching its jars by mvn: %w: %s", ErrUnavailable, err, process.Excerpt(out))
	}
	if err := os.WriteFile(filepath.Join(lib, fetchedFile), nil, 0o644); err != nil {
		return fmt.Errorf("keeping its jars: %w", err)
	}
	return nil
}

// pomDir looks for deploy/NAME in the folders from the working directory upwards.
func pomDir(name string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("asking for the working directory: %w", err)
	}
	for {
		candidate := filepath.Join(dir, "deploy", name)
		if _, err := os.Stat(filepath.Join(candidate, "pom.xml")); err == nil {
			return candidate, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w: deploy/%s/pom.xml is in no folder above the working directory: run it in the source tree", ErrUnavailable, name)
		}
		dir = parent
	}
}

// Run starts a class of the jars in lib, with options for Java before it and arguments behind
// it. What it prints goes into the file output. name is what it is called in errors.
func Run(name, output, lib string, options []string, class string, args ...string) (*process.Process, error) {
	return process.Run(process.Spec{Name: name, Output: output, Command: Command(lib, options, class, args...)})
}

// Command is the command line that runs a class of the jars in lib.
func Command(lib string, options []string, class string, args ...string) []string {
	line := append([]string{"java"}, options...)
	return append(append(line, "-cp", filepath.Join(lib, "*"), class), args...)
}
