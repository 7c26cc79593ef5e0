package testparts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	driver "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
	"github.com/moltwatch/moltwatch/deploy/embedded/kraft"
	"github.com/moltwatch/moltwatch/deploy/embedded/postgres"
)

// shared are the servers of this test binary, which only TestMain can end.
var shared struct {
	sync.Mutex
	dir       string
	server    *clickhouse.Server
	postgres  *postgres.Server
	databases int
}

// Main runs the tests of a package and ends what they shared.
func Main(m *testing.M) { MainOf(m, func(tests func() int) int { return tests() }) }

// MainOf is Main for packages whose tests are run by run, which may do so more than once.
func MainOf(m *testing.M, run func(tests func() int) int) {
	if clickhouse.ChildMain() {
		return
	}
	if err := locate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := run(m.Run)
	if shared.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		if err := shared.server.Stop(ctx); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		cancel()
		os.RemoveAll(shared.dir)
	}
	if shared.postgres != nil {
		if err := shared.postgres.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// locate tells the embedded ClickHouse where its library is: a test binary lies outside the tree.
func locate() error {
	if os.Getenv(clickhouse.LibraryVar) != "" {
		return nil
	}
	root, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("finding the working directory: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		if root == filepath.Dir(root) {
			return errors.New("the tests do not run inside the source tree")
		}
		root = filepath.Dir(root)
	}
	library, err := clickhouse.FindLibrary("", root)
	if missing := (*clickhouse.MissingLibraryError)(nil); errors.As(err, &missing) {
		return nil // a test that needs it will say so; others need not fail
	} else if err != nil {
		return err
	}
	return os.Setenv(clickhouse.LibraryVar, library)
}

// ClickHouse gives the address of an empty database on a real server.
func ClickHouse(t testing.TB) (dsn string) {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		dir, err := os.MkdirTemp("", "moltwatch-clickhouse-")
		if err != nil {
			t.Fatal(err)
		}
		server, err := clickhouse.Start(context.Background(), clickhouse.Config{DataDir: dir})
		if err != nil {
			os.RemoveAll(dir)
			t.Fatal(err)
		}
		shared.server, shared.dir = server, dir
	}
	shared.databases++
	name := fmt.Sprintf("%s_test_%d", clickhouse.Database, shared.databases)
	opts, err := driver.ParseDSN(shared.server.DSN())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := driver.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return shared.server.DatabaseDSN(name)
}

// Reader gives the address of the database at dsn for the user who may only read.
func Reader(t testing.TB, dsn string) string {
	t.Helper()
	opts, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return shared.server.ReaderDSN(opts.Auth.Database)
}

// Kafka gives the address of an embedded broker of this test's own.
func Kafka(t testing.TB) (addr string) {
	t.Helper()
	broker, err := kafka.Start(t.Context(), kafka.Config{DataDir: filepath.Join(t.TempDir(), "kafka")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Stop(); err != nil {
			t.Error(err)
		}
	})
	return broker.Addr()
}

// ApacheKafka gives the address of an Apache Kafka of this test's own. Where Java or Maven are
// missing the test is skipped with that reason, except in CI, which must have both.
func ApacheKafka(t testing.TB) (addr string) {
	t.Helper()
	return ApacheKafkaWith(t, nil).Addr()
}

// ApacheKafkaWith is ApacheKafka with a second listener, which wants TLS and a login.
func ApacheKafkaWith(t testing.TB, login *kraft.Login) *kraft.Broker {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	broker, err := kraft.Start(ctx, kraft.Config{Dir: t.TempDir(), Login: login})
	if errors.Is(err, kraft.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := broker.Stop(); err != nil {
			t.Error(err)
		}
	})
	return broker
}
