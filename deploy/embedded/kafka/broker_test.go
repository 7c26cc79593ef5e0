package kafka_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	client "github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
	"github.com/moltwatch/moltwatch/deploy/embedded/lock"
)

// brokerVar makes this test binary a process with a broker on the directory it names, which tells
// its address and then waits to be killed.
const brokerVar = "MOLTWATCH_TEST_BROKER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(brokerVar); dir != "" {
		b, err := kafka.Start(context.Background(), kafka.Config{DataDir: dir})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(b.Addr())
		select {}
	}
	os.Exit(m.Run())
}

func start(t *testing.T, cfg kafka.Config) *kafka.Broker {
	t.Helper()
	b, err := kafka.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func stop(t *testing.T, b *kafka.Broker) {
	t.Helper()
	if err := b.Stop(); err != nil {
		t.Error(err)
	}
}

func makeTopic(t *testing.T, addr, topic string, partitions int, settings ...client.ConfigEntry) {
	t.Helper()
	c := &client.Client{Addr: client.TCP(addr)}
	answer, err := c.CreateTopics(t.Context(), &client.CreateTopicsRequest{
		Topics: []client.TopicConfig{{Topic: topic, NumPartitions: partitions, ReplicationFactor: 1, ConfigEntries: settings}},
	})
	if err == nil {
		err = answer.Errors[topic]
	}
	if err != nil {
		t.Fatalf("making topic %s: %v", topic, err)
	}
}

func write(t *testing.T, addr, topic string, messages ...client.Message) error {
	t.Helper()
	w := &client.Writer{Addr: client.TCP(addr), Topic: topic, RequiredAcks: client.RequireAll, BatchTimeout: time.Millisecond, BatchBytes: 16 << 20, MaxAttempts: 1}
	defer w.Close()
	return w.WriteMessages(t.Context(), messages...)
}

// read gives the next n messages of a reader within a bounded time.
func read(t *testing.T, cfg client.ReaderConfig, n int) []client.Message {
	t.Helper()
	cfg.MaxWait = 100 * time.Millisecond
	r := client.NewReader(cfg)
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var got []client.Message
	for len(got) < n {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			t.Fatalf("after %d of %d messages: %v", len(got), n, err)
		}
		got = append(got, m)
	}
	return got
}

func numbered(from, to int, at time.Time) (messages []client.Message) {
	for i := from; i < to; i++ {
		messages = append(messages, client.Message{Value: fmt.Appendf(nil, "%d", i), Time: at})
	}
	return messages
}

func TestRecordsAndAGroupsPlaceOutliveARestart(t *testing.T) {
	cfg := kafka.Config{DataDir: t.TempDir()}
	b := start(t, cfg)
	makeTopic(t, b.Addr(), "kept", 1)
	// Years-old records are as good as new ones: a replay's are.
	old := time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC)
	if err := write(t, b.Addr(), "kept", numbered(0, 10, old)...); err != nil {
		t.Fatal(err)
	}
	group := client.ReaderConfig{Brokers: []string{b.Addr()}, Topic: "kept", GroupID: "readers"}
	if got := read(t, group, 4); string(got[3].Value) != "3" {
		t.Errorf("the fourth is %s", got[3].Value)
	}
	stop(t, b)

	b = start(t, cfg)
	defer stop(t, b)
	group.Brokers = []string{b.Addr()}
	if got := read(t, group, 6); string(got[0].Value) != "4" || !got[0].Time.Equal(old) {
		t.Errorf("the group goes on at %s of %v", got[0].Value, got[0].Time)
	}
	if got := read(t, client.ReaderConfig{Brokers: group.Brokers, Topic: "kept"}, 10); string(got[0].Value) != "0" {
		t.Errorf("the first is %s", got[0].Value)
	}
}

func TestAcknowledgedRecordsOutliveAKill(t *testing.T) {
	dir := t.TempDir()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), brokerVar+"="+dir)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() {
		process.Process.Kill()
		process.Wait()
	}
	var addr string
	if _, err := fmt.Fscanln(out, &addr); err != nil {
		kill()
		t.Fatalf("reading the broker's address: %v", err)
	}
	makeTopic(t, addr, "kept", 1)
	for i := range 20 {
		if err := write(t, addr, "kept", numbered(i*10, i*10+10, time.Now())...); err != nil {
			kill()
			t.Fatal(err)
		}
	}
	kill()

	b := start(t, kafka.Config{DataDir: dir})
	defer stop(t, b)
	for i, m := range read(t, client.ReaderConfig{Brokers: []string{b.Addr()}, Topic: "kept"}, 200) {
		if string(m.Value) != fmt.Sprint(i) || m.Offset != int64(i) {
			t.Fatalf("at offset %d: %s, wanted %d", m.Offset, m.Value, i)
		}
	}
	if err := write(t, b.Addr(), "kept", numbered(200, 201, time.Now())...); err != nil {
		t.Errorf("writing on: %v", err)
	}
}

func TestTwoMembersShareAGroupsPartitions(t *testing.T) {
	b := start(t, kafka.Config{DataDir: t.TempDir()})
	defer stop(t, b)
	makeTopic(t, b.Addr(), "shared", 4)
	assigned := make(chan int)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	member := func() {
		group, err := client.NewConsumerGroup(client.ConsumerGroupConfig{
			ID: "pair", Brokers: []string{b.Addr()}, Topics: []string{"shared"}, HeartbeatInterval: 200 * time.Millisecond, RebalanceTimeout: 5 * time.Second,
		})
		if err != nil {
			t.Error(err)
			return
		}
		defer group.Close()
		for ctx.Err() == nil {
			generation, err := group.Next(ctx)
			if err != nil {
				continue
			}
			select {
			case assigned <- len(generation.Assignments["shared"]):
			case <-ctx.Done():
			}
		}
	}
	done := make(chan struct{}, 2)
	for range 2 {
		go func() { member(); done <- struct{}{} }()
	}
	for in := 0; in != 2; { // two partitions each, told in a row
		select {
		case n := <-assigned:
			if in++; n != 2 {
				in = 0
			}
		case <-ctx.Done():
			t.Fatal("the members never came to two partitions each")
		}
	}
	cancel()
	<-done
	<-done
}

func TestTheLargestBatchIsStated(t *testing.T) {
	b := start(t, kafka.Config{DataDir: t.TempDir()})
	defer stop(t, b)
	makeTopic(t, b.Addr(), "large", 1)
	if err := write(t, b.Addr(), "large", client.Message{Value: bytes.Repeat([]byte("x"), 3<<20)}); err != nil {
		t.Errorf("3 MiB: %v", err)
	}
	err := write(t, b.Addr(), "large", client.Message{Value: bytes.Repeat([]byte("x"), 5<<20)})
	var refused client.WriteErrors
	if !errors.As(err, &refused) || !errors.Is(refused[0], client.MessageSizeTooLarge) {
		t.Errorf("5 MiB: %v", err)
	}
}

func TestTopicsAreNotMadeByAccident(t *testing.T) {
	b := start(t, kafka.Config{DataDir: t.TempDir()})
	defer stop(t, b)
	if err := write(t, b.Addr(), "typo", client.Message{Value: []byte("x")}); !errors.Is(err, client.UnknownTopicOrPartition) {
		t.Errorf("got %v", err)
	}
}

func TestOneBrokerADirectoryAndAPort(t *testing.T) {
	cfg := kafka.Config{DataDir: t.TempDir()}
	b := start(t, cfg)
	defer stop(t, b)
	if !strings.HasPrefix(b.Addr(), "127.0.0.1:") {
		t.Errorf("it listens on %s, beyond this machine", b.Addr())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var held *lock.HeldError
	if _, err := kafka.Start(ctx, cfg); !errors.As(err, &held) {
		t.Errorf("a second broker on the directory gets %v", err)
	}
	var port int
	fmt.Sscanf(b.Addr(), "127.0.0.1:%d", &port)
	other := kafka.Config{DataDir: t.TempDir(), Port: port}
	if _, err := kafka.Start(t.Context(), other); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second broker on the port gets %v", err)
	}
	other.Port = 0
	stop(t, start(t, other)) // the failed start let go of its directory
}

// What was written over under its key is gone from the disk after a stop, and so is what is past retention.
func TestWhatIsToGoIsGoneAfterAStop(t *testing.T) {
	dir := t.TempDir()
	b := start(t, kafka.Config{DataDir: dir})
	makeTopic(t, b.Addr(), "compacted", 1, client.ConfigEntry{ConfigName: "cleanup.policy", ConfigValue: "compact,delete"})
	makeTopic(t, b.Addr(), "expiring", 1, client.ConfigEntry{ConfigName: "retention.ms", ConfigValue: "1"})
	for topic, values := range map[string][]string{"compacted": {"regretted words", "nothing", ""}, "expiring": {"other regretted words"}} {
		for i, value := range values {
			if err := write(t, b.Addr(), topic, client.Message{Key: fmt.Append(nil, "key", i/2), Value: []byte(value)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if held := holding(t, dir, "regretted words"); len(held) != 2 {
		t.Fatalf("the words are in %v, want two files", held)
	}
	for written := time.Now(); time.Since(written) < 10*time.Millisecond; { // ten times what is kept
		time.Sleep(time.Millisecond)
	}
	stop(t, b)
	if held := holding(t, dir, "regretted words"); len(held) != 0 {
		t.Errorf("the words are in %v", held)
	}
	b = start(t, kafka.Config{DataDir: dir})
	defer stop(t, b)
	if got := read(t, client.ReaderConfig{Brokers: []string{b.Addr()}, Topic: "compacted"}, 2); string(got[0].Value) != "nothing" {
		t.Errorf("what stays is %q", got[0].Value)
	}
}

// holding lists the files under dir that hold words.
func holding(t *testing.T, dir, words string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		held, err := os.ReadFile(path)
		if bytes.Contains(held, []byte(words)) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
