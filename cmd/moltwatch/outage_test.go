package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
)

// Kafka goes away while agents write, and comes back. The forum goes on without it and keeps what
// it owes in its outbox; then everything is in ClickHouse, once.
func TestTheForumGoesOnWithoutKafka(t *testing.T) {
	dir := t.TempDir()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	broker := func() *kafka.Broker {
		b, err := kafka.Start(t.Context(), kafka.Config{DataDir: filepath.Join(dir, "broker"), Port: port})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	running := broker()
	data := filepath.Join(dir, "data")
	p := start(t, "up", "--data", data, "--kafka", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), "--log-level", "error", "--partitions", "2", "--limits", "off")
	url := p.after("forum")
	p.after("live")
	w := &writers{accepted: map[string]bool{}}
	accepted := func() int {
		w.mu.Lock()
		defer w.mu.Unlock()
		return len(w.accepted)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var group sync.WaitGroup
	for i := range 3 {
		group.Go(func() {
			if err := w.run(ctx, url, fmt.Sprint("writer-", i)); err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("the forum refused a writer: %v", err)
			}
		})
	}
	more := func(what string) {
		before := accepted()
		eventually(t, time.Minute, what, func() bool { return accepted() >= before+30 })
	}
	more("posts are accepted")
	for range 2 {
		if err := running.Stop(); err != nil {
			t.Fatal(err)
		}
		more("posts are accepted while Kafka is away")
		running = broker()
		more("posts are accepted after Kafka came back")
	}
	cancel()
	group.Wait()
	last := postOne(t, url)
	w.accepted[last] = true
	awaitStored(t, p, data, w.accepted)
	if code := p.stop(); code != exitOK {
		t.Errorf("a clean stop exits with %d:\n%s", code, p.output)
	}
	if err := running.Stop(); err != nil {
		t.Error(err)
	}
	compareStored(t, data, w.accepted)
}
