package compose_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/ClickHouse/clickhouse-go/v2"

	"github.com/moltwatch/moltwatch/deploy/embedded/clickhouse"
)

// The real engine makes the reader of reader.xml: it may read the project's database, with
// limits that it cannot lift, and nothing else.
func TestReaderMayOnlyRead(t *testing.T) {
	const password = "only for this test"
	t.Setenv("MOLTWATCH_READER_PASSWORD", password)
	dir := t.TempDir()
	users, err := os.ReadFile("clickhouse/reader.xml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "users.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "users.d", "moltwatch-reader.xml"), users, 0o600); err != nil {
		t.Fatal(err)
	}
	server, err := clickhouse.Start(t.Context(), clickhouse.Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Error(err)
		}
	}()
	owner := connect(t, server.DSN())
	for _, sql := range []string{
		"CREATE TABLE seen (x UInt8) ENGINE = Memory", "INSERT INTO seen VALUES (7)",
		"CREATE DATABASE elsewhere", "CREATE TABLE elsewhere.hidden (x UInt8) ENGINE = Memory",
	} {
		if err := owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}

	var options *driver.Options
	if options, err = driver.ParseDSN(server.DSN()); err != nil {
		t.Fatal(err)
	}
	options.Auth.Username, options.Auth.Password = "reader", password
	reader, err := driver.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	// As the plugin asks: with a deadline, which the driver makes a setting.
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var x uint8
	if err := reader.QueryRow(ctx, "SELECT x FROM seen").Scan(&x); err != nil || x != 7 {
		t.Errorf("the reader reads %d, %v", x, err)
	}
	for _, sql := range []string{
		"INSERT INTO seen VALUES (8)", "DROP TABLE seen", "ALTER TABLE seen DELETE WHERE 1",
		"SELECT x FROM elsewhere.hidden", "CREATE TABLE more (x UInt8) ENGINE = Memory",
		"SELECT 1 SETTINGS max_execution_time = 600", "SELECT 1 SETTINGS readonly = 0",
	} {
		if err := reader.Exec(t.Context(), sql); err == nil {
			t.Errorf("the reader may: %s", sql)
		}
	}
}

func connect(t *testing.T, dsn string) driver.Conn {
	t.Helper()
	options, err := driver.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := driver.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// Apache Kafka's own tool takes the settings that the image would make of the environment, and
// prepares a data directory with them.
func TestKafkaTakesItsSettings(t *testing.T) {
	const jars = "../kafka/lib"
	if found, _ := filepath.Glob(filepath.Join(jars, "kafka_*.jar")); len(found) == 0 {
		t.Skipf("Apache Kafka's jars are not in %s: the integration tests fetch them", jars)
	}
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip(err)
	}
	environment := readProject(t).Services["kafka"].Environment
	var properties strings.Builder
	for name, value := range environment {
		setting, isSetting := strings.CutPrefix(name, "KAFKA_")
		if !isSetting {
			continue
		}
		if setting == "LOG_DIRS" {
			value = filepath.Join(t.TempDir(), "data")
		}
		properties.WriteString(strings.ReplaceAll(strings.ToLower(setting), "_", ".") + "=" + value + "\n")
	}
	file := filepath.Join(t.TempDir(), "server.properties")
	if err := os.WriteFile(file, []byte(properties.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "java", "-cp", jars+"/*", "kafka.tools.StorageTool",
		"format", "--cluster-id", environment["CLUSTER_ID"], "--config", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Formatting metadata directory") {
		t.Errorf("%v\n%s", err, out)
	}
}
