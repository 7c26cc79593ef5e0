package kraft_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/kraft"
)

func start(t *testing.T, dir string) *kraft.Broker {
	t.Helper()
	b, err := kraft.Start(t.Context(), kraft.Config{Dir: dir})
	if errors.Is(err, kraft.ErrUnavailable) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func stop(t *testing.T, b *kraft.Broker) {
	t.Helper()
	if err := b.Stop(); err != nil {
		t.Error(err)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Errorf("a stop that was asked for is told as a crash: %v", err)
	}
}

func TestRecordsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	b := start(t, dir)
	client := &kafka.Client{Addr: kafka.TCP(b.Addr())}
	if _, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "kept", NumPartitions: 1, ReplicationFactor: 1}}}); err != nil {
		t.Fatal(err)
	}
	w := &kafka.Writer{Addr: client.Addr, Topic: "kept", RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	// A topic's leader is elected a moment after the topic is made; the writer tries again.
	if err := w.WriteMessages(t.Context(), kafka.Message{Value: []byte("still here")}); err != nil {
		t.Fatal(err)
	}
	w.Close()
	stop(t, b)

	b = start(t, dir)
	defer stop(t, b)
	r := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{b.Addr()}, Topic: "kept", GroupID: "readers", MaxWait: 100 * time.Millisecond})
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	m, err := r.ReadMessage(ctx)
	if err != nil || string(m.Value) != "still here" {
		t.Errorf("read %q, %v", m.Value, err)
	}
}

func TestMissingJavaIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := kraft.Start(t.Context(), kraft.Config{Dir: t.TempDir()})
	if !errors.Is(err, kraft.ErrUnavailable) || !strings.Contains(err.Error(), "java") {
		t.Errorf("got %v", err)
	}
}

func TestOutsideTheSourceTreeIsNamed(t *testing.T) {
	if _, err := exec.LookPath("java"); err != nil {
		t.Skip("java is not installed")
	}
	t.Chdir(t.TempDir())
	if _, err := kraft.Start(t.Context(), kraft.Config{Dir: t.TempDir()}); !errors.Is(err, kraft.ErrUnavailable) || !strings.Contains(err.Error(), "pom.xml") {
		t.Errorf("got %v", err)
	}
}

func TestMissingMavenIsNamedOnlyIfItsJarsAre(t *testing.T) {
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("java is not installed")
	}
	bin, tree := t.TempDir(), t.TempDir()
	if err := os.Symlink(java, bin+"/java"); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(tree+"/deploy/kafka", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tree+"/deploy/kafka/pom.xml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Chdir(tree)
	if _, err := kraft.Start(t.Context(), kraft.Config{Dir: t.TempDir()}); !errors.Is(err, kraft.ErrUnavailable) || !strings.Contains(err.Error(), "mvn") {
		t.Errorf("got %v", err)
	}
}
