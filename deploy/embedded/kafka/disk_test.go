package kafka_test

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	client "github.com/segmentio/kafka-go"

	"github.com/moltwatch/moltwatch/deploy/embedded/kafka"
	"github.com/moltwatch/moltwatch/deploy/embedded/testparts"
)

// A record that a broker on a full disk acknowledges is there after a restart, and those it acknowledges once
// there is room are behind it.
func TestOnAFullDiskNothingIsAcknowledgedThatIsNotThere(t *testing.T) {
	disk := testparts.SmallDisk(t, 8<<20)
	cfg := kafka.Config{DataDir: filepath.Join(disk.Dir, "kafka")}
	b := start(t, cfg)
	makeTopic(t, b.Addr(), "t", 1)
	var acknowledged []string
	say := func(n int) error {
		m := numbered(n, n+1, time.Now())[0]
		key := string(m.Value)
		m.Value = append(m.Value, bytes.Repeat([]byte(" and so on"), 1000)...)
		err := write(t, b.Addr(), "t", m)
		if err == nil {
			acknowledged = append(acknowledged, key)
		}
		return err
	}
	n := 0
	for range 2 {
		for range 5 {
			if err := say(n); err != nil {
				t.Fatal(err)
			}
			n++
		}
		disk.Fill(t, 0)
		refused := 0
		for range 5 {
			if say(n) != nil {
				refused++
			}
			n++
		}
		if refused == 0 {
			t.Fatal("what is written fits on a full disk")
		}
		disk.Free(t)
	}
	for range 3 {
		if err := say(n); err != nil {
			t.Fatal(err)
		}
		n++
	}
	stop(t, b)
	b = start(t, cfg)
	defer stop(t, b)
	got := read(t, client.ReaderConfig{Brokers: []string{b.Addr()}, Topic: "t"}, len(acknowledged))
	for i, m := range got {
		if !bytes.HasPrefix(m.Value, []byte(acknowledged[i]+" and")) {
			t.Fatalf("%d: %.20q, want %q", i, m.Value, acknowledged[i])
		}
	}
}
