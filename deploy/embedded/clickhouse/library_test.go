package clickhouse_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

func TestAMissingLibraryNamesTheCommandThatInstallsIt(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "libchdb.so")
	for name, try := range map[string]func() error{
		"named in the configuration": func() error {
			_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir(), Library: missing})
			return err
		},
		"named in the environment": func() error {
			t.Setenv(clickhouse.LibraryVar, missing)
			_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir()})
			return err
		},
		"in no tree": func() error {
			t.Setenv(clickhouse.LibraryVar, "")
			_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir()})
			return err
		},
	} {
		err := try()
		var typed *clickhouse.MissingLibraryError
		if !errors.As(err, &typed) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, part := range []string{"make deps", "npm ci --prefix deploy/chdb", clickhouse.LibraryVar, "--clickhouse", "libchdb.so"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: the error does not name %s: %v", name, part, err)
			}
		}
	}
}

func TestAFileThatIsNoLibraryIsRefusedWithItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libchdb.so")
	if err := os.WriteFile(path, []byte("not a library"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: t.TempDir(), Library: path})
	if err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestTheLibraryIsFoundInTheTree(t *testing.T) {
	named := os.Getenv(clickhouse.LibraryVar) // set by the tests' own search
	t.Setenv(clickhouse.LibraryVar, "")
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	found, err := clickhouse.FindLibrary("", root)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(found, root) || named == "" {
		t.Errorf("found %s, named %s", found, named)
	}
}
