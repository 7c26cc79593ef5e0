package testparts

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/moltwatch/moltwatch/deploy/embedded/postgres"
)

// OnEachStore runs a package's tests once for each of the forum's stores, after telling the
// package which: whether it is PostgreSQL. Where that is missing it says so and runs the tests
// on SQLite alone, except in CI, which must have both. Whoever profiles one of them sets
// MOLTWATCH_TEST_STORE to sqlite or postgres: a profile is of one run.
func OnEachStore(use func(onPostgres bool)) func(tests func() int) int {
	return func(tests func() int) int {
		only, code := os.Getenv("MOLTWATCH_TEST_STORE"), 0
		if only != "postgres" {
			use(false)
			code = tests()
		}
		if only == "sqlite" {
			return code
		}
		if fuzzing := flag.Lookup("test.fuzz"); code != 0 || fuzzing != nil && fuzzing.Value.String() != "" {
			return code
		}
		switch err := startPostgres(); {
		case errors.Is(err, postgres.ErrUnavailable) && os.Getenv("CI") == "":
			fmt.Fprintln(os.Stderr, "left out on PostgreSQL:", err)
			return code
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println("--- the same again on PostgreSQL")
		use(true)
		return tests()
	}
}

func startPostgres() (err error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.postgres == nil {
		// Durable where commits are measured.
		bench := flag.Lookup("test.bench")
		shared.postgres, err = postgres.Start(context.Background(), postgres.Config{Durable: bench != nil && bench.Value.String() != ""})
	}
	return err
}

// Postgres gives the address of an empty database and its password. Only a test that OnEachStore
// runs on PostgreSQL may ask for one.
func Postgres(t testing.TB) (url, password string) {
	t.Helper()
	return PostgresLike(t, "")
}

// PostgresLike is Postgres with a copy of the database at another such address ("": none), to which
// nobody is connected any more.
func PostgresLike(t testing.TB, address string) (url, password string) {
	t.Helper()
	template := ""
	if address != "" {
		_, template, _ = strings.Cut(strings.TrimPrefix(address, "postgres://"), "/")
		template, _, _ = strings.Cut(template, "?")
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.postgres == nil {
		t.Fatal("there is no PostgreSQL: have TestMain run the tests by OnEachStore")
	}
	shared.databases++
	url, err := shared.postgres.Database(t.Context(), fmt.Sprint("test_", shared.databases), template)
	if err != nil {
		t.Fatal(err)
	}
	return url, shared.postgres.Password()
}
